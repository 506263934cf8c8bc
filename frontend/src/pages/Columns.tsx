import { Button, Group, Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as api from '../api';
import { FailureBox } from '../components/Asked';
import { useWords } from '../words';

/** What columns are said to hold, by their place; a field that is given to one is taken from the others. */
export function give(columns: api.LookedColumn[], said: Record<number, string>, place: number, field: string): Record<number, string> {
  const out = { ...said, [place]: field };
  columns.forEach((c, i) => {
    if (field !== '' && i !== place && held(c, out[i]) === field) {
      out[i] = '';
    }
  });
  return out;
}

/** What a column holds: what was just said, else what is known, else what it may be. */
export const held = (c: api.LookedColumn, said: string | undefined) => said ?? (c.field || c.guess);

/** How the columns of a table are read. Of those that nobody knows a person says it, once for all files with these headers. */
export function Columns({ file, language }: { file: api.LookedFile; language: string }) {
  const t = useWords();
  const client = useQueryClient();
  const asks = file.columns.some((c) => c.ask);
  const fields = useQuery({ queryKey: ['fields', language], queryFn: api.fields, staleTime: Infinity, enabled: asks });
  const [said, setSaid] = useState<Record<number, string>>({});
  const assign = useMutation({
    mutationFn: () => api.assign(file.path, file.columns.map((c, i) => ({ header: c.header, field: held(c, said[i]) }))),
    retry: (_n, thrown) => api.isBusy(thrown),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['look'] });
      setSaid({});
    },
  });
  const known = new Set(file.columns.filter((c) => !c.ask).map((c) => c.field));
  const data = (fields.data ?? []).map((f) => ({ ...f, disabled: known.has(f.value) }));
  const open = file.columns.some((c, i) => c.ask && held(c, said[i]) !== c.field);
  return (
    <details open={!file.ok && asks ? true : undefined}>
      <summary className="muted">{t('ui.w.look.columns')}</summary>
      <div className="column-list" role="region" aria-label={t('ui.w.look.columns')} tabIndex={0}>
        <table className="plain">
          <thead><tr><th scope="col">{t('ui.refused_column.column')}</th><th scope="col">{t('ui.w.look.taken_for')}</th><th scope="col">{t('ui.w.look.example')}</th></tr></thead>
          <tbody>
            {file.columns.map((c, i) => (
              <tr key={i}>
                <td className="wrap">{c.header}</td>
                <td className={c.field ? '' : 'muted'}>
                  {c.ask ? (
                    <Select size="xs" w={220} searchable clearable limit={100} maxDropdownHeight={260} data={data} value={held(c, said[i]) || null} placeholder={t('ui.w.look.left_out')}
                      aria-label={`${c.header} ${t('ui.w.look.taken_for')}`} clearButtonProps={{ 'aria-label': t('ui.w.look.left_out') }} nothingFoundMessage={t('ui.w.none_found')}
                      onChange={(to) => setSaid(give(file.columns, said, i, to ?? ''))} />
                  ) : c.label || t('ui.w.look.left_out')}
                </td>
                <td className="wrap">{c.sample}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {assign.isError && <FailureBox failure={api.failureOf(assign.error)} close={assign.reset} />}
      {asks && (
        <Group mt={8} gap="sm">
          <Button size="compact-sm" variant={file.ok ? 'default' : 'filled'} disabled={!open} loading={assign.isPending} onClick={() => assign.mutate()}>{t('ui.w.look.assign')}</Button>
          <Text size="xs" c="dimmed">{t('ui.w.look.assign_hint')}</Text>
        </Group>
      )}
    </details>
  );
}
