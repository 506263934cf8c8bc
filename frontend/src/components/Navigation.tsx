import { NavLink, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { type Language, useWords } from '../words';

export type Page = 'home' | 'data' | 'reports';

const pages = [
  ['home', 'ui.w.menu.home'],
  ['data', 'ui.w.menu.data'],
  ['reports', 'ui.w.menu.reports'],
] as const;

/** The pages by name, and at the foot the language and the colours. */
export function Navigation(props: {
  page: Page;
  go: (p: Page) => void;
  language: Language;
  speak: (l: Language) => void;
  paint: (theme: 'light' | 'dark' | 'auto') => void;
  version: string;
}) {
  const t = useWords();
  const { colorScheme } = useMantineColorScheme();
  return (
    <>
      <div className="brand">
        <Mark />
        <div>
          <Text fw={700} size="md" lh={1.2}>
            {t('ui.w.brand')}
          </Text>
          <Text fz={11} c="dimmed" lh={1.3} className="brand-sub">
            {t('ui.w.brand_sub')}
          </Text>
        </div>
      </div>
      <Stack gap={2} px={8} mt={8} flex={1}>
        {pages.map(([page, key]) => (
          <NavLink
            key={page}
            component="button"
            type="button"
            label={t(key)}
            active={props.page === page}
            aria-current={props.page === page ? 'page' : undefined}
            onClick={() => props.go(page)}
            className="nav-link"
          />
        ))}
      </Stack>
      <Stack gap={8} p={12}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('ui.w.menu.language')}
          value={props.language}
          onChange={(l) => props.speak(l === 'en' ? 'en' : 'ja')}
          data={[
            { value: 'ja', label: t('ui.w.menu.ja') },
            { value: 'en', label: t('ui.w.menu.en') },
          ]}
        />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('ui.w.nav.colours')}
          value={colorScheme}
          onChange={(c) => props.paint(c as 'light' | 'dark' | 'auto')}
          data={[
            { value: 'light', label: t('ui.w.nav.light') },
            { value: 'dark', label: t('ui.w.nav.dark') },
            { value: 'auto', label: t('ui.w.nav.auto') },
          ]}
        />
        <Text size="xs" c="dimmed" truncate title={props.version}>
          {props.version}
        </Text>
      </Stack>
    </>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 512 512" width="34" height="34" aria-hidden="true">
      <rect width="512" height="512" rx="112" fill="#1E4E9C" />
      <path d="M392 256a136 136 0 1 1-44-100" fill="none" stroke="#fff" strokeWidth="36" strokeLinecap="round" />
      <path d="M364 76v92h-92z" fill="#fff" />
      <rect x="186" y="268" width="34" height="60" rx="6" fill="#B4C8EE" />
      <rect x="239" y="236" width="34" height="92" rx="6" fill="#B4C8EE" />
      <rect x="292" y="204" width="34" height="124" rx="6" fill="#fff" />
    </svg>
  );
}
