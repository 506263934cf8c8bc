import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import type { Colours } from './api';

// Ten steps around the one blue, #1E4E9C, which is the seventh.
const blue: MantineColorsTuple = ['#EEF3FB', '#D9E4F5', '#B3C9EB', '#8AABDF', '#6690D5', '#4272C0', '#2E61B2', '#1E4E9C', '#183F80', '#0B2A5B'];
const grey: MantineColorsTuple = ['#F7F8FA', '#EFF1F4', '#E5E8EC', '#D9DCE1', '#C3C8D0', '#A3AAB5', '#7C8591', '#5F6368', '#3F444B', '#1A1A1C'];
const dark: MantineColorsTuple = ['#F1F3F4', '#CFD3D8', '#A6ABB3', '#757C87', '#4A505A', '#3A3F47', '#262A31', '#1B1E23', '#121417', '#0C0E10'];

const family = '"Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", system-ui, "BIZ UDPGothic", sans-serif';

export const theme = createTheme({
  colors: { blue, gray: grey, dark },
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  fontFamily: family,
  headings: { fontFamily: family, fontWeight: '700' },
  defaultRadius: 6,
  cursorType: 'pointer',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.6', md: '1.7', lg: '1.6', xl: '1.5' },
});

const variables = (c: Colours): Record<string, string> => ({
  '--ground': c.ground,
  '--surface': c.surface,
  '--rule': c.rule,
  '--ink': c.ink,
  '--muted': c.muted,
  '--main': c.main,
  '--before': c.before,
  '--goal': c.goal,
  '--good': c.good,
  '--bad': c.bad,
  '--mantine-color-body': c.ground,
  '--mantine-color-text': c.ink,
  '--mantine-color-dimmed': c.muted,
  '--mantine-color-default-border': c.rule,
});

/** The pages' colours are those that Go gives the charts. */
export const resolver =
  (light: Colours, darkOnes: Colours): CSSVariablesResolver =>
  () => ({ variables: {}, light: variables(light), dark: variables(darkOnes) });
