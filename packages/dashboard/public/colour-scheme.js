// Runs before the first paint so that a dark page never flashes white. A file of its own: inline scripts are not allowed here.
(() => {
  const wish = localStorage.getItem('sutra-colour-scheme');
  const dark = wish === 'dark' || (wish !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
