// What the tests need from the system. On Debian as root it is installed; elsewhere the tests that need it say SKIPPED and why.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const NEEDED = [
  { file: '/usr/bin/chromium', package: 'chromium', for: 'the browser test' },
  { file: '/usr/bin/strace', package: 'strace', for: 'the power-loss replay' },
];

export function installSystemPackages() {
  const missing = NEEDED.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map((one) => one.package);
  if (!isDebianRoot()) {
    console.log(
      `Not installed here and not root on Debian: ${names.join(', ')}; ${missing.map((one) => one.for).join(', ')} will say SKIPPED.`,
    );
    return;
  }
  console.log(`Installing ${names.join(', ')} …`);
  const apt = (args) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt(['update']);
  if (apt(['install', '-y', '--no-install-recommends', ...names]).status !== 0)
    console.log(`Cannot install ${names.join(', ')}: the tests that need it will say SKIPPED.`);
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}
