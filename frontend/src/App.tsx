import { Alert, AppShell, Button, Group, Text, useMantineColorScheme } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import * as api from './api';
import { Asked } from './components/Asked';
import { Definitions, DefinitionsContext } from './components/Definitions';
import { DropHint } from './components/DropHint';
import { Navigation, type Page } from './components/Navigation';
import { type Scope, ScopePicker } from './components/ScopePicker';
import { DataPage } from './pages/Data';
import { HomePage } from './pages/Home';
import { ReportsPage } from './pages/Reports';
import { WelcomePage } from './pages/Welcome';
import { type Language, WordsContext, wordsOf } from './words';

/** The window: navigation at the left, period and scope at the top, one page. */
export function App({ first }: { first: api.Start }) {
  const [language, setLanguage] = useState<Language>(first.language === 'en' ? 'en' : 'ja');
  const [page, setPage] = useState<Page>('home');
  const [demo, setDemo] = useState(first.demo);
  const [dropped, setDropped] = useState<string[]>([]);
  const [chosen, setChosen] = useState<Scope | null>(null);
  const [defined, setDefined] = useState<string | null>(null);
  const { setColorScheme } = useMantineColorScheme();
  const words = useMemo(() => wordsOf(language), [language]);
  const definitions = useMemo(() => ({ opened: defined !== null, open: setDefined }), [defined]);
  const client = useQueryClient();
  const save = useRef<() => void>(() => {});

  const choices = useQuery({ queryKey: ['choices', language, demo], queryFn: api.choices });
  const scope = scopeOf(choices.data, chosen);

  const speak = useCallback(
    (to: Language) => {
      void api.setLanguage(to).then(() => {
        setLanguage(to);
        document.documentElement.lang = to;
      });
    },
    [setLanguage],
  );
  const paint = useCallback(
    (to: 'light' | 'dark' | 'auto') => {
      setColorScheme(to);
      void api.setTheme(to);
    },
    [setColorScheme],
  );
  const take = useCallback((paths: string[]) => {
    if (paths.length > 0) {
      setDropped(paths);
      setPage('data');
    }
  }, []);
  const choose = useCallback(() => {
    void api.chooseFiles().then(take);
  }, [take]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => api.onDrop(take), [take]);
  useEffect(() => {
    const act = (action: string) => {
      switch (action) {
        case 'open':
          return choose();
        case 'export':
          return save.current();
        case 'home':
        case 'data':
        case 'reports':
          return setPage(action);
        case 'light':
        case 'dark':
          return paint(action);
        case 'definitions':
          return setDefined('');
        case 'system':
          return paint('auto');
        case 'ja':
        case 'en':
          return speak(action);
      }
    };
    const keys: Record<string, string> = { o: 'open', s: 'export', '1': 'home', '2': 'data', '3': 'reports' };
    const press = (e: KeyboardEvent) => {
      const action = (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey ? keys[e.key.toLowerCase()] : undefined;
      if (action) {
        e.preventDefault();
        act(action);
      }
    };
    window.addEventListener('keydown', press);
    const off = api.onMenu(act);
    return () => {
      window.removeEventListener('keydown', press);
      off();
    };
  }, [choose, paint, speak]);

  const switchTo = async (toDemo: boolean) => {
    await (toDemo ? api.openDemo() : api.leaveDemo());
    setChosen(null);
    setDemo(toDemo);
    await client.resetQueries();
    setPage('home');
  };

  const empty = choices.data?.empty ?? first.fresh;
  const welcome = empty && page !== 'data';
  return (
    <WordsContext.Provider value={words}>
      <DefinitionsContext.Provider value={definitions}>
        <AppShell navbar={{ width: 204, breakpoint: 0 }} padding={0}>
          <AppShell.Navbar component="nav" aria-label={words('ui.w.nav.label')} className="nav">
            <Navigation page={page} go={setPage} language={language} speak={speak} paint={paint} version={first.version} />
          </AppShell.Navbar>
          <AppShell.Main className="main">
            {demo && (
              <Alert className="demo-bar" radius={0} py={6}>
                <Group justify="space-between" gap="md">
                  <Text size="sm">{words('ui.w.demo.bar')}</Text>
                  <Button size="compact-sm" variant="default" onClick={() => void switchTo(false)}>
                    {words('ui.w.demo.leave')}
                  </Button>
                </Group>
              </Alert>
            )}
            {welcome && choices.isSuccess ? (
              <WelcomePage choose={choose} openDemo={() => switchTo(true)} />
            ) : (
              <>
                {!empty && scope && choices.data && (
                  <header className="top">
                    <ScopePicker choices={choices.data} scope={scope} pick={setChosen} />
                  </header>
                )}
                {page === 'data' ? (
                  <DataPage dropped={dropped} taken={() => setDropped([])} choose={choose} empty={empty} language={language} done={() => setPage('home')} />
                ) : (
                  <Asked query={choices} skeleton="page">
                    {(c) =>
                      scope === null ? null : page === 'home' ? (
                        <HomePage scope={scope} language={language} />
                      ) : (
                        <ReportsPage scope={scope} pick={setChosen} choices={c} language={language} save={save} />
                      )
                    }
                  </Asked>
                )}
              </>
            )}
          </AppShell.Main>
        </AppShell>
        <DropHint />
        <Definitions place={defined} close={() => setDefined(null)} language={language} />
      </DefinitionsContext.Provider>
    </WordsContext.Provider>
  );
}

/** The scope that holds: what was chosen as far as the data have it, else the newest quarter of everything. */
export function scopeOf(c: api.Choices | undefined, chosen: Scope | null): Scope | null {
  if (!c || c.empty) {
    return null;
  }
  const periods = [...c.quarters, ...c.months, ...c.years].map((p) => p.value);
  return {
    period: chosen && (periods.includes(chosen.period) || chosen.period.includes('..')) ? chosen.period : c.quarter,
    unit: chosen && c.units.includes(chosen.unit) ? chosen.unit : '',
    client: chosen && c.clients.includes(chosen.client) ? chosen.client : '',
  };
}
