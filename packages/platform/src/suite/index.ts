export { type HostedPlatform, platformSuite, type SuiteHooks, type SuiteSubject } from './suite.ts';
