import { Anchor, Drawer, useMantineColorScheme } from '@mantine/core';
import { createContext, useContext } from 'react';
import { type Language, useWords } from '../words';

/** The page of definitions: whether it is open, and what opens it at a place of it ("s5", "r12"; "" = its beginning). */
export const DefinitionsContext = createContext<{ opened: boolean; open: (place: string) => void }>({ opened: false, open: () => {} });

/** What every number means, over whatever is shown. */
export function Definitions({ place, close, language }: { place: string | null; close: () => void; language: Language }) {
  const t = useWords();
  const { colorScheme } = useMantineColorScheme();
  return (
    <Drawer
      opened={place !== null}
      onClose={() => setTimeout(close)} // after a panel below has seen that Escape was not meant for it
      position="right"
      size="min(960px, 94vw)"
      zIndex={300}
      title={<span className="vh">{t('ui.w.menu.definitions')}</span>}
      closeButtonProps={{ 'aria-label': t('ui.w.close') }}
      transitionProps={{ duration: 120 }}
      classNames={{ content: 'definitions', body: 'definitions-body' }}
    >
      <iframe className="paper" title={t('ui.w.menu.definitions')} src={`/definitions?lang=${language}&theme=${colorScheme}${place ? `#${place}` : ''}`} sandbox="" />
    </Drawer>
  );
}

/** The words that lead to the definitions. */
export function DefinitionsLink({ place = '' }: { place?: string }) {
  const t = useWords();
  const { open } = useContext(DefinitionsContext);
  return <Anchor component="button" type="button" size="xs" onClick={() => open(place)}>{t('ui.w.menu.definitions')}</Anchor>;
}
