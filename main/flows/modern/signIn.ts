/**
 * Signing in with modern authentication: challenge, token of AD FS or Entra ID, user document in both forms, and on at the
 * home pool. docs/protocol/modern.md. [skype-docs UCWA AuthenticationUsingAzureAD]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import { skipAll, together, valueOf, type Place, type Walk } from '../context.js';
import { isOnline, type LearnedLink } from '../documents.js';
import { goOnAtHomePool, homedOnline } from '../homePool.js';
import { askForChallenges, askWithToken, challengeSpec, jsonSpec, xmlSpec } from '../oauth.js';
import type { Root } from '../redirects.js';
import { visit } from '../trail.js';
import { noteToken } from './tokens.js';

/**
 * @param myTurn resolves when it is this way's turn: people are asked one thing at a time
 * @throws FailureError what stopped it; the steps that could not be run are recorded as skipped
 */
export async function signInWithModern(
  walk: Walk,
  place: Place,
  root: Root,
  myTurn: () => Promise<void>,
): Promise<AutodiscoverDocument> {
  const { step, side } = place;
  // 1. Ask for the user document. 2. The 401 names who issues tokens.
  const challenge = await step.attempt({ ...challengeSpec, side }, (asking) => askForAuthorization(asking, root));
  if (!challenge.ok) {
    skipAll(place, [jsonSpec, xmlSpec], 'it is not known who issues tokens');
    throw new FailureError(challenge.failure);
  }
  const { userUrl, authorization } = challenge.value;
  if (isOnline(userUrl)) {
    skipAll(place, [jsonSpec, xmlSpec], 'the account is homed online');
    throw homedOnline(userUrl);
  }
  // 3. Someone signs in, once a walk; every host gets a token of its own.
  await myTurn();
  let token: string;
  try {
    token = await walk.modern.tokenFor(place, userUrl, authorization);
  } catch (error) {
    if (error instanceof FailureError) skipAll(place, [jsonSpec, xmlSpec], 'there is no token');
    throw error;
  }

  // 4. The user document with the token.
  const ask = (asking: StepHandle, accept: string): ReturnType<typeof askWithToken> => {
    noteToken(asking, token);
    return askWithToken(asking, userUrl, { accessToken: token }, accept);
  };
  const [json, xml] = await together([
    step.attempt({ ...jsonSpec, side }, (asking) => ask(asking, accepts.json)),
    step.attempt({ ...xmlSpec, side }, (asking) => ask(asking, accepts.autodiscoverXml)),
  ]);
  const answer = json.ok ? json.value : valueOf(xml);
  if (answer.redirect === undefined) return xml.ok ? xml.value.document : answer.document;
  // 5. Another pool is the user's home: a token for that host, without another sign-in where the issuer allows it.
  const trail = visit(root.trail, userUrl);
  const accept = json.ok ? accepts.json : accepts.autodiscoverXml;
  return goOnAtHomePool(place, answer.redirect, trail, accept, (home, homeRoot) => {
    walk.endpoints.learnDocument(homeRoot.document, side);
    return signInWithModern(walk, home, homeRoot, myTurn);
  });
}

async function askForAuthorization(
  step: StepHandle,
  root: Root,
): Promise<{ readonly userUrl: string; readonly authorization: LearnedLink }> {
  const { userUrl, authorization } = await askForChallenges(step, root);
  if (authorization === undefined) {
    step.meaning('This server does not offer modern authentication: its 401 names nobody who issues tokens.');
    throw failed(
      'protocol',
      'grant_not_allowed',
      `${hostOf(userUrl)} offers no modern authentication: its Bearer challenge holds no authorization_uri.`,
    );
  }
  step.meaning(
    `As it should: the user document needs a token. Modern authentication is offered; ${hostOf(authorization.url)} issues the tokens.`,
  );
  return { userUrl, authorization };
}
