/** Where the pages of a control centre are. On this machine a browser is signed in under the name that `sutra up` and `sutra login` print, and under no other. */
export const pagesAt = (control: string): string => `http://${control.replace(/^(127\.0\.0\.1|\[::1\])(?=:)/, 'localhost')}`;
