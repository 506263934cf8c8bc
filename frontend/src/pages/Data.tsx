import { Alert, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as api from '../api';
import { Asked, BusyBox, FailureBox } from '../components/Asked';
import { type Column, VirtualTable } from '../components/VirtualTable';
import { Working } from '../components/Working';
import { useWords } from '../words';
import { Columns } from './Columns';
import { MapSection } from './Map';

/** Files in: what they are, how far it is, what became of them; what needs a person; the map. */
export function DataPage(props: { dropped: string[]; taken: () => void; choose: () => void; empty: boolean; language: string; done: () => void }) {
  const t = useWords();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async ({ paths, dry }: { paths: string[]; dry: boolean }) => {
      const outcome = await api.importFiles(paths, dry);
      if (!outcome.ok && outcome.failed.busy) {
        throw outcome.failed; // somebody else holds the workspace: try again
      }
      return outcome;
    },
    retry: (_n, thrown) => api.isBusy(thrown),
    retryDelay: 1500,
    onSuccess: (outcome) => (outcome.try ? undefined : client.invalidateQueries()),
  });
  const { mutate, reset } = run;
  const { dropped, taken } = props;
  const chosen = dropped.length > 0;
  useEffect(() => {
    if (chosen) {
      reset();
    }
  }, [chosen, dropped, reset]);
  const go = (paths: string[], dry: boolean) => {
    mutate({ paths, dry });
    if (!dry) {
      taken();
    }
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
            <Chosen paths={dropped} language={props.language} go={go} stop={() => { taken(); reset(); }} />
          ) : (
            <div className="drop">
              <Text fw={700}>{t('ui.w.drop.title')}</Text>
              <Text c="dimmed" size="sm" mb="sm">{t('ui.w.drop.text')}</Text>
              <Button onClick={props.choose}>{t('ui.w.drop.choose')}</Button>
            </div>
          )}
          {run.isError && <FailureBox failure={api.failureOf(run.error)} close={reset} />}
          {run.data && (!chosen || run.data.try) && <Outcome outcome={run.data} done={props.done} />}
        </section>
        {!props.empty && (
          <>
            <Checks language={props.language} />
            <Past language={props.language} />
            <MapSection language={props.language} />
          </>
        )}
      </Stack>
    </div>
  );
}

function Chosen({ paths, go, stop, language }: { paths: string[]; go: (paths: string[], dry: boolean) => void; stop: () => void; language: string }) {
  const t = useWords();
  const looked = useQuery({ queryKey: ['look', paths, language], queryFn: () => api.look(paths), gcTime: 0 });
  const good = [...new Set((looked.data ?? []).filter((f) => f.ok).map((f) => f.path))];
  return (
    <div className="panel">
      <Title order={2} size="h4" mb="xs">{t('ui.w.import.ready')}</Title>
      <Asked query={looked} skeleton="rows">
        {(files) => files.map((f, i) => <Looked key={i} file={f} language={language} />)}
      </Asked>
      <Group mt="md">
        <Button key={good.length} autoFocus disabled={good.length === 0} onClick={() => go(good, false)}>{t('ui.w.import.go')}</Button>
        <Button variant="default" disabled={good.length === 0} onClick={() => go(good, true)}>{t('ui.w.import.try')}</Button>
        <Button variant="subtle" onClick={stop}>{t('ui.w.import.stop')}</Button>
      </Group>
    </div>
  );
}

function Looked({ file, language }: { file: api.LookedFile; language: string }) {
  return (
    <div className="looked">
      <Text fw={700} size="sm" className="wrap" title={file.path}>{file.file}</Text>
      <Text size="sm" c="dimmed">{file.what}</Text>
      {file.problems.map((p, i) => <Text key={i} size="sm" className={file.ok ? 'muted' : 'bad'}>{file.ok ? '' : '▲ '}{p}</Text>)}
      {file.columns.length > 0 && <Columns file={file} language={language} />}
    </div>
  );
}

function Past({ language }: { language: string }) {
  const t = useWords();
  const client = useQueryClient();
  const past = useQuery({ queryKey: ['imports', language], queryFn: api.imports });
  const [sure, setSure] = useState(false);
  const undo = useMutation({
    mutationFn: api.undoImport,
    retry: (_n, thrown) => api.isBusy(thrown),
    onSuccess: () => {
      setSure(false);
      return client.invalidateQueries();
    },
  });
  const columns: Column<api.PastImport>[] = [
    { id: 'number', title: t('ui.imports_column.number'), width: '50px', right: true, cell: (r) => r.number },
    { id: 'file', title: t('column.file'), width: 'minmax(220px, 1fr)', cell: (r) => <span className="cut" title={r.file}>{r.file}</span> },
    { id: 'readAt', title: t('ui.w.import.read_at'), width: '146px', cell: (r) => r.readAt },
    { id: 'rows', title: t('column.rows'), width: '92px', right: true, cell: (r) => r.rows },
    { id: 'new', title: t('ui.w.import.new'), width: '92px', right: true, cell: (r) => r.new },
    { id: 'changed', title: t('ui.w.import.changed'), width: '92px', right: true, cell: (r) => r.changed },
    { id: 'unchanged', title: t('ui.w.import.unchanged'), width: '92px', right: true, cell: (r) => r.unchanged },
    { id: 'refused', title: t('ui.w.import.refused'), width: '92px', right: true, cell: (r) => r.refused },
    { id: 'entries', title: t('ui.imports_column.entries'), width: '92px', right: true, cell: (r) => r.entries },
  ];
  return (
    <section>
      <Group justify="space-between" mb="xs" align="flex-end">
        <Title order={2} size="h4">{t('ui.w.import.past')}</Title>
        {past.data?.[0] && !sure && <Button size="xs" variant="default" onClick={() => { undo.reset(); setSure(true); }}>{t('ui.w.import.undo')}{`: ${past.data[0].number}`}</Button>}
      </Group>
      {sure && past.data?.[0] && (
        <Alert color="yellow" mb="xs" title={`${t('ui.w.import.undo')}: ${past.data[0].number} ${past.data[0].file}`}>
          <Text size="sm">{t('ui.w.import.undo_sure')}</Text>
          <Group mt="xs" gap="xs">
            <Button size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>{t('ui.w.import.undo_go')}</Button>
            <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>{t('ui.w.import.stop')}</Button>
          </Group>
        </Alert>
      )}
      {undo.isError && <FailureBox failure={api.failureOf(undo.error)} close={undo.reset} />}
      {undo.data && <Text size="sm" role="status" mb={6}>{undo.data}</Text>}
      <Asked query={past} skeleton="rows">
        {(rows) => <VirtualTable label={t('ui.w.import.past')} rows={rows} columns={columns} height={220} empty={t('ui.imports_none')} keyOf={(r) => r.number} />}
      </Asked>
    </section>
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
        <Alert color={outcome.try ? 'gray' : 'teal'} title={t(outcome.try ? 'ui.w.import.try_done' : 'ui.w.import.done')} role="status">
          <Group justify="space-between"><Text size="sm">{outcome.said}</Text>{!outcome.try && <Button size="compact-sm" onClick={done}>{t('ui.w.import.look')}</Button>}</Group>
        </Alert>
      )}
      {outcome.files.length > 0 && (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.file')}</Table.Th>
              {(['column.rows', 'ui.w.import.new', 'ui.w.import.changed', 'ui.w.import.unchanged', 'ui.w.import.refused', 'ui.imports_column.entries'] as const).map((k) => <Table.Th key={k} ta="right">{t(k)}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {outcome.files.map((f, i) => (
              <Table.Tr key={i}>
                <Table.Td>
                  <span className="wrap">{f.file}</span>
                  {f.warnings.map((w, k) => <Text key={k} size="xs" c="var(--goal)">▲ {w}</Text>)}
                </Table.Td>
                {[f.rows, f.new, f.changed, f.unchanged, f.refused, f.entries].map((n, k) => <Table.Td key={k} ta="right" className="num">{n}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {outcome.refused > 0 && (
        <section>
          <Group justify="space-between" mb={6}>
            <Title order={2} size="h5">{t('ui.w.import.refused_title')}</Title>
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
