import { SutraError } from '@sutra/kit';
import './errors.ts';

/** Where control listens, whom it trusts and what it serves. Parsed once by the application, frozen here. */
export interface ControlConfig {
  /** A loopback address. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The local token that allows changes: at least 32 characters. */
  readonly token: string;
  /** Host names beside the loopback names that may stand in the Host header: `grid.example` or `grid.example:9000`. */
  readonly allowedHosts?: readonly string[];
  /** Origins beside control's own, such as a development server: `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /** Folder of the built dashboard; a page that says how to build it is served when absent or empty. */
  readonly staticDir?: string;
  /** Folder for what control itself keeps, the signed audit log; without it there is none. */
  readonly dataDir?: string;
  /** Software version shown by /api/version. */
  readonly version?: string;
  /** What the grid is called, shown by the dashboard and /api/version. */
  readonly gridName?: string;
}

const LOOPBACK = /^(127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** @throws SutraError when the address is not loopback or the token is weak. */
export function checkConfig(config: ControlConfig): void {
  if (!LOOPBACK.test(config.host))
    throw new SutraError('SUTRA_CONTROL_NOT_LOOPBACK', `Cannot listen on ${config.host}: it is not a loopback address`);
  if (config.token.length < 32)
    throw new SutraError('SUTRA_CONTROL_TOKEN_WEAK', `Cannot start control with a token of ${config.token.length} characters`);
}
