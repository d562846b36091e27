/** Where the OpenID provider keeps what it issued: in memory, as long as the lab runs. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** A store of its own for every lab. */
export function memoryAdapter(): AdapterFactory {
  const records = new Map<string, AdapterPayload>();
  const find = (is: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> =>
    Promise.resolve([...records.values()].find(is));
  return (model): Adapter => {
    const key = (id: string): string => `${model}:${id}`;
    return {
      upsert: (id, payload) => Promise.resolve(void records.set(key(id), payload)),
      find: (id) => Promise.resolve(records.get(key(id))),
      findByUserCode: (userCode) => find((payload) => payload.userCode === userCode),
      findByUid: (uid) => find((payload) => payload.kind === model && payload.uid === uid),
      consume: (id) => {
        const known = records.get(key(id));
        if (known !== undefined) records.set(key(id), { ...known, consumed: Math.floor(Date.now() / 1000) });
        return Promise.resolve();
      },
      destroy: (id) => Promise.resolve(void records.delete(key(id))),
      revokeByGrantId: (grantId) => {
        for (const [id, payload] of records) if (payload.grantId === grantId) records.delete(id);
        return Promise.resolve();
      },
    };
  };
}
