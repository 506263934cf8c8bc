import { Autocomplete, Badge, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as api from '../api';
import { Asked, FailureBox } from '../components/Asked';
import { type Column, VirtualTable } from '../components/VirtualTable';
import { useWords } from '../words';

type Field = 'project' | 'client' | 'unit' | 'from' | 'until';

const blank: api.MapRow = { place: -1, serviceId: '', service: '', project: '', client: '', unit: '', from: '', until: '', incidents: '' };

/** Which service belongs to whom: searched, edited in place, and to Excel and back. */
export function MapSection({ language }: { language: string }) {
  const t = useWords();
  const client = useQueryClient();
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<api.MapRow | null>(null);
  const [was, setWas] = useState<api.MapRow>(blank);
  const map = useQuery({ queryKey: ['map', language], queryFn: api.map });
  const fresh = () => client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'map' });
  const save = useMutation({
    mutationFn: (row: api.MapRow) => api.saveMapRow(row, was),
    retry: (_n, thrown) => api.isBusy(thrown),
    onSuccess: (table) => {
      client.setQueryData(['map', language], table);
      setEdited(null);
      return fresh();
    },
  });
  const out = useMutation({ mutationFn: api.exportMap });
  const back = useMutation({ mutationFn: api.importMap, onSuccess: (r) => (r.chosen ? client.invalidateQueries() : undefined) });
  const edit = (row: api.MapRow) => {
    save.reset();
    setWas(row);
    setEdited(row);
  };
  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const all = map.data?.rows ?? [];
    return wanted === '' ? all : all.filter((r) => [r.service, r.serviceId, r.project, r.client, r.unit].some((s) => s.toLowerCase().includes(wanted)));
  }, [map.data, search]);
  const isEdited = (r: api.MapRow) => edited !== null && was.place === r.place && was.serviceId === r.serviceId && was.service === r.service;
  const cell = (field: Field, title: string, choices?: string[]) => (r: api.MapRow) => {
    if (!isEdited(r) || !edited) {
      return <span className="cut" title={r[field]}>{r[field]}</span>;
    }
    const common = { size: 'xs' as const, 'aria-label': title, value: edited[field], onKeyDown: keys };
    return choices ? <Autocomplete {...common} limit={20} data={choices} onChange={(v) => setEdited({ ...edited, [field]: v })} />
      : <TextInput {...common} placeholder="2025-04-01" onChange={(e) => setEdited({ ...edited, [field]: e.currentTarget.value })} />;
  };
  const keys = (e: React.KeyboardEvent) => {
    if (e.nativeEvent.isComposing || !edited) {
      return; // Enter ends a conversion to kanji
    }
    if (e.key === 'Enter') {
      save.mutate(edited);
    }
    if (e.key === 'Escape') {
      setEdited(null);
    }
  };
  const columns: Column<api.MapRow>[] = [
    { id: 'service', title: t('column.service'), width: 'minmax(200px, 1.4fr)', cell: (r) => (
      <span className="cut" title={`${r.service} ${r.serviceId}`}>{r.service || r.serviceId} {r.place < 0 && <Badge size="xs" variant="outline" color="orange" tt="none">{t('ui.w.map.unmapped')}</Badge>}</span>
    ) },
    { id: 'project', title: t('column.project'), width: 'minmax(110px, 1fr)', cell: cell('project', t('column.project'), map.data?.projects ?? []) },
    { id: 'client', title: t('column.client'), width: 'minmax(110px, 1fr)', cell: cell('client', t('column.client'), map.data?.clients ?? []) },
    { id: 'unit', title: t('ui.w.map.unit'), width: 'minmax(110px, 1fr)', cell: cell('unit', t('ui.w.map.unit'), map.data?.units ?? []) },
    { id: 'from', title: t('ui.w.map.from'), width: '108px', cell: cell('from', t('ui.w.map.from')) },
    { id: 'until', title: t('ui.w.map.until'), width: '108px', cell: cell('until', t('ui.w.map.until')) },
    { id: 'incidents', title: t('column.alerts'), width: '72px', right: true, cell: (r) => r.incidents },
    { id: 'act', title: t('ui.w.map.act'), quiet: true, width: '142px', cell: (r) => isEdited(r) && edited ? (
      <Group gap={4} wrap="nowrap">
        <Button size="compact-xs" loading={save.isPending} onClick={() => save.mutate(edited)}>{t('ui.w.map.save')}</Button>
        <Button size="compact-xs" variant="subtle" onClick={() => setEdited(null)}>{t('ui.w.cancel_edit')}</Button>
      </Group>
    ) : <Button size="compact-xs" variant="subtle" onClick={() => edit(r)} aria-label={`${t('ui.w.map.edit')} ${r.service || r.serviceId}`}>{t('ui.w.map.edit')}</Button> },
  ];
  return (
    <section>
      <Group justify="space-between" align="flex-end" mb="xs">
        <div>
          <Title order={2} size="h4">{t('ui.w.map.title')}</Title>
          <Text size="sm" c="dimmed">{map.data?.said ?? ''}</Text>
        </div>
        <Group gap="xs" align="flex-end">
          <TextInput size="xs" w={220} label={t('ui.w.map.search')} value={search} onChange={(e) => setSearch(e.currentTarget.value)} />
          <Button size="xs" variant="default" loading={out.isPending} onClick={() => out.mutate()}>{t('ui.w.map.export')}</Button>
          <Button size="xs" variant="default" loading={back.isPending} onClick={() => back.mutate()}>{t('ui.w.map.import')}</Button>
        </Group>
      </Group>
      {save.isError && <FailureBox failure={api.failureOf(save.error)} close={save.reset} />}
      {out.isError && <FailureBox failure={api.failureOf(out.error)} close={out.reset} />}
      {back.isError && <FailureBox failure={api.failureOf(back.error)} close={back.reset} />}
      {out.data && <Text size="sm" role="status" mb={6}>{t('ui.report_written', { path: out.data })}</Text>}
      {back.data?.chosen && <Text size="sm" role="status" mb={6}>{back.data.said}</Text>}
      <Asked query={map} skeleton="rows">
        {() => <VirtualTable label={t('ui.w.map.title')} rows={rows} columns={columns} height={520} empty={t('ui.w.none_found')} keyOf={(r) => `${r.place}/${r.serviceId}/${r.service}`} />}
      </Asked>
    </section>
  );
}
