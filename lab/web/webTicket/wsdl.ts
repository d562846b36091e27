// WSDL with policies, as every Lync web service publishes it at /mex (web.md 5.1; [MS-OCAUTHWS] 6).
// The assertion names of the Windows policies and the whole of wsdl:types are unverified.
import { xmlAttribute, xmlText } from '../xml.js';
import { ns } from './namespaces.js';

export type Authentication =
  | { readonly kind: 'windows' }
  | { readonly kind: 'certificate' }
  | { readonly kind: 'username' }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'federated'; readonly authorizationUri: string }
  /** A web ticket from `issuer`: proven by a signature, or as a bearer. */
  | { readonly kind: 'ticket'; readonly issuer: string; readonly proof: boolean };

export interface Port {
  readonly name: string;
  readonly location: string;
  readonly authentication: Authentication;
}

export interface Service {
  readonly name: string;
  readonly contract: string;
  readonly operation: string;
  readonly action: string;
  readonly ports: readonly Port[];
}

const sp = 'http://schemas.xmlsoap.org/ws/2005/07/securitypolicy';
const toRecipient = `${sp}/IncludeToken/AlwaysToRecipient`;

/** The `wsdl:definitions` element. */
export function writeDefinitions(service: Service): string {
  return (
    `<wsdl:definitions name="${service.name}" targetNamespace="http://tempuri.org/"` +
    ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"' +
    ` xmlns:wsx="${ns.wsx}" xmlns:wsu="${ns.wsu}" xmlns:wsa10="${ns.wsa}" xmlns:wsp="${ns.wsp}"` +
    ' xmlns:wsap="http://schemas.xmlsoap.org/ws/2004/08/addressing/policy"' +
    ' xmlns:msc="http://schemas.microsoft.com/ws/2005/12/wsdl/contract"' +
    ' xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"' +
    ' xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
    ' xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata"' +
    ' xmlns:tns="http://tempuri.org/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"' +
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"' +
    ' xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl"' +
    ` xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:af="${ns.rtc}">` +
    service.ports.map(policy).join('') +
    `<wsdl:types/>` +
    message(service, 'InputMessage') +
    message(service, 'OutputMessage') +
    `<wsdl:portType name="${service.contract}"><wsdl:operation name="${service.operation}">` +
    `<wsdl:input wsaw:Action="${service.action}" message="tns:${service.contract}_${service.operation}_InputMessage"/>` +
    `<wsdl:output message="tns:${service.contract}_${service.operation}_OutputMessage"/>` +
    '</wsdl:operation></wsdl:portType>' +
    service.ports.map((port) => binding(service, port)).join('') +
    `<wsdl:service name="${service.name}">` +
    service.ports
      .map(
        (port) =>
          `<wsdl:port name="${port.name}" binding="tns:${port.name}">` +
          `<soap:address location="${xmlAttribute(port.location)}"/></wsdl:port>`,
      )
      .join('') +
    '</wsdl:service></wsdl:definitions>'
  );
}

function message(service: Service, suffix: string): string {
  return (
    `<wsdl:message name="${service.contract}_${service.operation}_${suffix}">` +
    '<wsdl:part name="parameters" type="xsd:anyType"/></wsdl:message>'
  );
}

function binding(service: Service, port: Port): string {
  return (
    `<wsdl:binding name="${port.name}" type="tns:${service.contract}">` +
    `<wsp:PolicyReference URI="#${port.name}_policy"/>` +
    '<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>' +
    `<wsdl:operation name="${service.operation}"><soap:operation soapAction="${service.action}" style="document"/>` +
    '<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>' +
    '</wsdl:operation></wsdl:binding>'
  );
}

function policy(port: Port): string {
  return (
    `<wsp:Policy wsu:Id="${port.name}_policy"><wsp:ExactlyOne><wsp:All>` +
    assertions(port.authentication) +
    `<sp:TransportBinding xmlns:sp="${sp}"><wsp:Policy>` +
    '<sp:TransportToken><wsp:Policy><sp:HttpsToken RequireClientCertificate="false"/></wsp:Policy></sp:TransportToken>' +
    '<sp:AlgorithmSuite><wsp:Policy><sp:Basic256/></wsp:Policy></sp:AlgorithmSuite>' +
    '<sp:Layout><wsp:Policy><sp:Strict/></wsp:Policy></sp:Layout>' +
    '</wsp:Policy></sp:TransportBinding>' +
    '</wsp:All></wsp:ExactlyOne></wsp:Policy>'
  );
}

function assertions(authentication: Authentication): string {
  switch (authentication.kind) {
    case 'windows':
      return '<http:NegotiateAuthentication xmlns:http="http://schemas.microsoft.com/ws/06/2004/policy/http"/>';
    case 'certificate':
      return supporting(
        'EndorsingSupportingTokens',
        `<sp:X509Token sp:IncludeToken="${toRecipient}"><wsp:Policy><sp:WssX509V3Token10/></wsp:Policy></sp:X509Token>`,
      );
    case 'username':
      return supporting(
        'SignedSupportingTokens',
        `<sp:UsernameToken sp:IncludeToken="${toRecipient}"><wsp:Policy><sp:WssUsernameToken10/></wsp:Policy></sp:UsernameToken>`,
      );
    case 'anonymous':
      return '';
    case 'federated':
      // OrgID announces itself by its environment, modern authentication by its authorization address.
      return (
        '<af:MSWebAuthentication><wsp:Policy><af:LiveIdEnvironment>PRODUCTION</af:LiveIdEnvironment></wsp:Policy>' +
        `</af:MSWebAuthentication><af:OAuth af:authorizationUri="${xmlAttribute(authentication.authorizationUri)}"/>`
      );
    case 'ticket':
      return supporting(
        authentication.proof ? 'EndorsingSupportingTokens' : 'SignedSupportingTokens',
        `<sp:IssuedToken sp:IncludeToken="${toRecipient}"><sp:Issuer>` +
          `<wsa10:Address>${xmlText(authentication.issuer)}</wsa10:Address></sp:Issuer>` +
          '<wsp:Policy><sp:RequireInternalReference/></wsp:Policy></sp:IssuedToken>',
      );
  }
}

function supporting(element: string, token: string): string {
  return `<sp:${element} xmlns:sp="${sp}"><wsp:Policy>${token}</wsp:Policy></sp:${element}>`;
}
