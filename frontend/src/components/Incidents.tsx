import { Badge, Button, Drawer, Group, SegmentedControl, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import * as api from '../api';
import { useWords } from '../words';
import { Asked } from './Asked';
import { DefinitionsContext, DefinitionsLink } from './Definitions';
import { type Column, VirtualTable } from './VirtualTable';

/** Which incidents to look at, and as what. */
export interface Behind {
  title: string;
  query: api.IncidentQuery;
}

const parts = [api.Only.All, api.Only.Manned, api.Only.Auto, api.Only.Missed, api.Only.Open] as const;

/** The incidents behind a number, in a panel at the side; one of them leads to all that is known of it. */
export function Incidents({ behind, close, language }: { behind: Behind | null; close: () => void; language: string }) {
  const t = useWords();
  const [one, setOne] = useState<api.IncidentRow | null>(null);
  const definitions = useContext(DefinitionsContext);
  const shut = () => {
    setOne(null);
    close();
  };
  return (
    <Drawer
      opened={behind !== null}
      onClose={shut}
      closeOnEscape={!definitions.opened}
      position="right"
      size="min(1080px, 94vw)"
      title={behind && <Title order={2} size="h4">{behind.title}</Title>}
      closeButtonProps={{ 'aria-label': t('ui.w.close') }}
      transitionProps={{ duration: 120 }}
    >
      {behind && <div hidden={one !== null}><List key={JSON.stringify(behind.query)} behind={behind} open={setOne} language={language} /></div>}
      {behind && one && <One period={behind.query.period} row={one} back={() => setOne(null)} language={language} />}
    </Drawer>
  );
}

function List({ behind, open, language }: { behind: Behind; open: (row: api.IncidentRow) => void; language: string }) {
  const t = useWords();
  const [only, setOnly] = useState(behind.query.only);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 250);
  const query = { ...behind.query, only, search };
  const begin = useQuery({ queryKey: ['incidents', 'begin', query, language], queryFn: () => api.incidentsBegin(query), placeholderData: (before) => before });
  const all = useQuery({
    queryKey: ['incidents', 'all', query, language],
    queryFn: ({ signal }) => api.incidents(query, signal),
    enabled: begin.isSuccess && !begin.isPlaceholderData && begin.data.found > begin.data.rows.length,
    gcTime: 20_000,
  });
  const columns: Column<api.IncidentRow>[] = [
    { id: 'at', title: t('column.triggered'), width: '146px', cell: (r) => r.at },
    { id: 'priority', title: t('column.priority'), width: '50px', cell: (r) => r.priority || '–' },
    { id: 'title', title: t('column.title'), width: 'minmax(200px, 1fr)', cell: (r) => <span className="cut" title={r.title}>{r.title}</span> },
    { id: 'client', title: t('column.client'), width: '150px', cell: (r) => <span className="cut" title={r.client}>{r.client}</span> },
    { id: 'handling', title: t('column.handling_min'), width: '96px', right: true, cell: (r) => r.handling },
    { id: 'complete', title: t('column.completion_min'), width: '90px', right: true, cell: (r) => r.complete },
    { id: 'slo', title: t('column.slo'), width: '132px', cell: (r) => <span className={r.missed ? 'cut bad' : 'cut'} title={r.slo}>{r.slo}</span> },
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end" gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('ui.w.list.only')}
          value={only}
          onChange={(v) => setOnly(v as api.Only)}
          data={[...(parts.some((p) => p === only) ? [] : [only]), ...parts].map((p) => ({ value: p, label: t(`ui.w.only.${p}`) }))}
        />
        <TextInput size="xs" w={240} label={t('ui.w.list.search')} placeholder={t('ui.w.list.search_hint')} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
      </Group>
      <Asked query={begin} skeleton="rows">
        {(first) => (
          <>
            <Text size="sm" c="dimmed" role="status">{first.said}</Text>
            <VirtualTable
              label={behind.title}
              rows={all.data && all.data.found === first.found ? all.data.rows : first.rows}
              columns={columns}
              height="calc(100vh - 220px)"
              empty={t('ui.w.list.empty')}
              keyOf={(r) => `${r.account}/${r.id}`}
              open={open}
              opener="title"
            />
          </>
        )}
      </Asked>
    </Stack>
  );
}

function One({ period, row, back, language }: { period: string; row: api.IncidentRow; back: () => void; language: string }) {
  const t = useWords();
  const detail = useQuery({ queryKey: ['incident', period, row.account, row.id, language], queryFn: () => api.incident(period, row.account, row.id) });
  return (
    <Stack gap="md">
      <div>
        <Button variant="subtle" size="compact-sm" onClick={back} data-autofocus>
          ← {t('ui.w.list.back')}
        </Button>
      </div>
      <Asked query={detail} skeleton="rows">
        {(d) => (
          <Stack gap="lg">
            <div>
              <Text size="sm" c="dimmed" className="selectable">{[d.number, d.id].filter((s, i) => s && (i === 0 || s !== d.number)).join('  ')}</Text>
              <Title order={3} size="h4" className="wrap selectable">{d.title}</Title>
              {d.link && <Text size="sm" c="dimmed" className="wrap selectable">{d.link}</Text>}
            </div>
            <div className="two">
              <section>
                <Title order={4} size="h5" mb={6}>{t('ui.w.incident.facts')}</Title>
                <dl className="facts">
                  {d.facts.map((f, i) => (
                    <div key={i}>
                      <dt>{f.label}</dt>
                      <dd className="wrap selectable">{f.text || '–'}</dd>
                    </div>
                  ))}
                </dl>
              </section>
              <section>
                <Title order={4} size="h5" mb={6}>{t('ui.w.incident.timeline')}</Title>
                <ol className="timeline">
                  {d.timeline.map((m, i) => (
                    <li key={i}>
                      <span className="when">{m.at}</span> <b>{m.what}</b> {m.who} <span className="muted">{m.after}</span>
                    </li>
                  ))}
                </ol>
                <Title order={4} size="h5" mb={6} mt="lg">{t('ui.w.incident.handling')}</Title>
                <Table verticalSpacing={5} fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('ui.w.incident.definition')}</Table.Th>
                      <Table.Th ta="right">{t('ui.w.incident.value')}</Table.Th>
                      <Table.Th>{t('ui.w.incident.basis')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {d.handling.map((m, i) => (
                      <Table.Tr key={i} fw={m.inUse ? 700 : 400}>
                        <Table.Td>{m.definition} {m.inUse && <Badge size="xs" variant="light" tt="none">{t('ui.w.incident.in_use')}</Badge>}</Table.Td>
                        <Table.Td ta="right" className="num">{m.value}</Table.Td>
                        <Table.Td>{m.basis}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
                {d.notes.map((n, i) => <Text key={i} size="xs" c="dimmed" mt={6}>{n}</Text>)}
                <Text size="xs" mt={6}><DefinitionsLink place="s5" /></Text>
              </section>
            </div>
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}
