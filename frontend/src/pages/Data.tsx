import { Alert, Button, Group, List, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import * as api from '../api';
import { Asked, BusyBox, FailureBox } from '../components/Asked';
import { type Column, VirtualTable } from '../components/VirtualTable';
import { Working } from '../components/Working';
import { useWords } from '../words';
import { MapSection } from './Map';

/** Files in: what they are, how far it is, what became of them; what needs a person; the map. */
export function DataPage(props: { dropped: string[]; taken: () => void; choose: () => void; empty: boolean; language: string; done: () => void }) {
  const t = useWords();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async (paths: string[]) => {
      const outcome = await api.importFiles(paths);
      if (!outcome.ok && outcome.failed.busy) {
        throw outcome.failed; // somebody else holds the workspace: try again
      }
      return outcome;
    },
    retry: (_n, thrown) => api.isBusy(thrown),
    retryDelay: 1500,
    onSuccess: () => client.invalidateQueries(),
  });
  const { mutate, reset } = run;
  const { dropped, taken } = props;
  const chosen = dropped.length > 0;
  useEffect(() => {
    if (chosen) {
      reset();
    }
  }, [chosen, dropped, reset]);
  const go = () => {
    mutate(dropped);
    taken();
  };
  return (
    <div className="page">
      <Title order={1} mb="md">{t('ui.w.menu.data')}</Title>
      <Stack gap={32}>
        <section aria-label={t('ui.w.drop.title')}>
          {run.isPending ? (
            <>
              {run.failureReason !== null && <BusyBox failure={api.failureOf(run.failureReason)} />}
              <Working label={t('ui.w.import.running')} />
            </>
          ) : chosen ? (
            <Chosen paths={dropped} go={go} stop={taken} />
          ) : (
            <div className="drop">
              <Text fw={700}>{t('ui.w.drop.title')}</Text>
              <Text c="dimmed" size="sm" mb="sm">{t('ui.w.drop.text')}</Text>
              <Button onClick={props.choose}>{t('ui.w.drop.choose')}</Button>
            </div>
          )}
          {run.isError && <FailureBox failure={api.failureOf(run.error)} close={reset} />}
          {run.data && !chosen && <Outcome outcome={run.data} done={props.done} />}
        </section>
        {!props.empty && (
          <>
            <Checks language={props.language} />
            <MapSection language={props.language} />
          </>
        )}
      </Stack>
    </div>
  );
}

function Chosen({ paths, go, stop }: { paths: string[]; go: () => void; stop: () => void }) {
  const t = useWords();
  return (
    <div className="panel">
      <Title order={2} size="h4" mb="xs">{t('ui.w.import.ready')}</Title>
      <List size="sm" mb="md">{paths.map((p) => <List.Item key={p} className="wrap">{p}</List.Item>)}</List>
      <Group>
        <Button onClick={go}>{t('ui.w.import.go')}</Button>
        <Button variant="default" onClick={stop}>{t('ui.w.import.stop')}</Button>
      </Group>
    </div>
  );
}

function Outcome({ outcome, done }: { outcome: api.ImportOutcome; done: () => void }) {
  const t = useWords();
  const saved = useMutation({ mutationFn: api.saveRefused });
  const columns: Column<api.ImportOutcome['refusals'][number]>[] = [
    { id: 'file', title: t('ui.refused_column.file'), width: '200px', cell: (r) => <span className="cut" title={r.file}>{r.file}</span> },
    { id: 'line', title: t('ui.refused_column.line'), width: '80px', right: true, cell: (r) => r.line },
    { id: 'column', title: t('ui.refused_column.column'), width: '150px', cell: (r) => <span className="cut">{r.column}</span> },
    { id: 'reason', title: t('ui.refused_column.reason'), width: 'minmax(200px, 1fr)', cell: (r) => <span className="cut" title={r.reason}>{r.reason}</span> },
    { id: 'value', title: t('ui.refused_column.value'), width: '240px', cell: (r) => <span className="cut" title={r.value}>{r.value}</span> },
  ];
  return (
    <Stack gap="md" mt="md">
      {!outcome.ok && <FailureBox failure={outcome.failed} />}
      {outcome.files.length > 0 && (
        <Alert color="teal" title={t('ui.w.import.done')} role="status">
          <Group justify="space-between"><Text size="sm">{outcome.said}</Text><Button size="compact-sm" onClick={done}>{t('ui.w.import.look')}</Button></Group>
        </Alert>
      )}
      {outcome.files.length > 0 && (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.file')}</Table.Th>
              {(['column.rows', 'ui.w.import.new', 'ui.w.import.changed', 'ui.w.import.unchanged', 'ui.w.import.refused'] as const).map((k) => <Table.Th key={k} ta="right">{t(k)}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {outcome.files.map((f, i) => (
              <Table.Tr key={i}>
                <Table.Td>
                  <span className="wrap">{f.file}</span>
                  {f.warnings.map((w, k) => <Text key={k} size="xs" c="var(--goal)">▲ {w}</Text>)}
                </Table.Td>
                {[f.rows, f.new, f.changed, f.unchanged, f.refused].map((n, k) => <Table.Td key={k} ta="right" className="num">{n}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {outcome.refused > 0 && (
        <section>
          <Group justify="space-between" mb={6}>
            <Title order={3} size="h5">{t('ui.w.import.refused_title')}</Title>
            <Button size="compact-sm" variant="default" loading={saved.isPending} onClick={() => saved.mutate()}>{t('ui.w.import.refused_save')}</Button>
          </Group>
          {saved.isError && <FailureBox failure={api.failureOf(saved.error)} close={saved.reset} />}
          {saved.data && <Text size="sm" role="status">{t('ui.refused_written', { path: saved.data })}</Text>}
          <VirtualTable label={t('ui.w.import.refused_title')} rows={outcome.refusals} columns={columns} height={300} empty="" keyOf={(r) => `${r.file}:${r.line}:${r.column}`} />
        </section>
      )}
    </Stack>
  );
}

function Checks({ language }: { language: string }) {
  const t = useWords();
  const checks = useQuery({ queryKey: ['coverage', language], queryFn: api.coverage });
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('ui.w.checks.title')}</Title>
      <Asked query={checks} skeleton="rows">
        {(lines) => lines.length === 0 ? <Text size="sm" c="dimmed">{t('ui.check_fine')}</Text> : (
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead><Table.Tr><Table.Th w={280}>{t('ui.w.checks.what')}</Table.Th><Table.Th w={90} ta="right">{t('ui.w.checks.count')}</Table.Th><Table.Th>{t('ui.w.checks.todo')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {lines.map((c) => (
                <Table.Tr key={c.title}>
                  <Table.Td><span className={c.needed ? 'bad' : 'muted'}>{c.needed ? '● ' : '○ '}</span>{c.title}</Table.Td>
                  <Table.Td ta="right" className="num">{c.count}</Table.Td>
                  <Table.Td>
                    {c.todo}
                    {c.details.length > 0 && <Text size="xs" c="dimmed" className="wrap" lineClamp={2} title={c.details.join('\n')}>{c.details.join(' · ')}</Text>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Asked>
    </section>
  );
}
