import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Ten shades around the accent, as the component kit wants them; what is seen comes from tokens.css. */
const ACCENT = ['#eef0fd', '#dcdffa', '#b9bff4', '#98a0ff', '#7780ee', '#5b65dc', '#4650c8', '#3d46b5', '#333b98', '#2a3079'] as const;

/** The kit's dark greys, replaced by ours: from text to ground. */
const DARK = ['#e7eaef', '#c3cad4', '#a3adba', '#8791a0', '#38414e', '#252b35', '#1b2029', '#151920', '#10141a', '#0e1116'] as const;

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent: ACCENT, dark: DARK },
  autoContrast: true,
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Named, not imported: a theme must not pull every dialog into the first page.
  components: {
    Button: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, multiline: true, maw: 320, fz: 12 } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120, transition: 'fade' } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
  },
});

/** Lets the component kit take its colours from tokens.css, so that there is one palette. */
export const tokensForKit: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent-ink)',
  };
  return { variables: {}, light: shared, dark: shared };
};
