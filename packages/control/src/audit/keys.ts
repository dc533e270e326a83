import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

/** The key checkpoints are signed with: Ed25519, made at first use, readable by its owner alone. */
export interface SigningKey {
  readonly sign: KeyObject;
  /** PEM, for whoever checks. */
  readonly publicPem: string;
}

/** @throws SutraError SUTRA_AUDIT_KEY when others may read it, or it is not a key. */
export function signingKey(folder: string): SigningKey {
  const path = join(folder, 'signing-key.pem');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new SutraError('SUTRA_AUDIT_KEY', `Cannot use ${path}: others may read it (mode ${mode.toString(8)})`, {
      mend: `Run: chmod 600 ${path}`,
    });
  try {
    const key = createPrivateKey(readFileSync(path));
    return { sign: key, publicPem: String(createPublicKey(key).export({ type: 'spki', format: 'pem' })) };
  } catch (reason) {
    throw new SutraError('SUTRA_AUDIT_KEY', `Cannot use ${path}: it is not an Ed25519 key`, { cause: reason });
  }
}
