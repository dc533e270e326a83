export { parseStoreAddress, type StoreAddress } from './address.ts';
export { CLIENT_ERRORS } from './errors.ts';
export { runNumber } from './run-number.ts';
export { CLIENT_SETTINGS, type ClientSettings } from './settings.ts';
export { openStoreClient, type StoreClientOptions } from './store-client.ts';
