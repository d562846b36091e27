/** How the tests of the services went: what a map or a report of them reads. docs/protocol/service-tests.md. */
export { servicePurposes, serviceStatesOf, type ServiceCondition, type ServiceState } from './session/serviceStates.js';
