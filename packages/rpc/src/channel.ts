import { ChannelCredentials, Client, Metadata } from '@grpc/grpc-js';
import { channelOptions, RPC_LIMITS, type RpcLimits } from './limits.ts';

/** How to reach a master. */
export interface MasterAddress {
  /** `host:port`; a leading `http://` or `grpc://` is accepted and dropped. */
  readonly address: string;
  readonly token?: string;
  /** PEM text. Present means TLS; `ca` is who must have signed the master's certificate (the system's authorities when absent). */
  readonly tls?: { readonly ca?: string; readonly key?: string; readonly cert?: string };
  readonly limits?: Partial<RpcLimits>;
}

/** Only the host and port of an address. */
export const bareAddress = (address: string): string => address.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '');

/** A lazily connecting channel of its own: closing it disturbs nobody else's. Proxies of the environment are not used. */
export function openChannel(to: MasterAddress): Client {
  const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
  const { tls } = to;
  const credentials =
    tls === undefined ? ChannelCredentials.createInsecure() : ChannelCredentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert));
  return new Client(bareAddress(to.address), credentials, {
    ...channelOptions({ ...RPC_LIMITS, ...to.limits }),
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
  });
}

export function callMetadata(token: string | undefined): Metadata {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}
