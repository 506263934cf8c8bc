import { Group, Select } from '@mantine/core';
import type { Choices } from '../api';
import { useWords } from '../words';

/** What is looked at: a period as definitions write it, a unit and a client ("" = all). */
export interface Scope {
  period: string;
  unit: string;
  client: string;
}

/** Period and scope, at the top of every page alike. */
export function ScopePicker({ choices, scope, pick }: { choices: Choices; scope: Scope; pick: (s: Scope) => void }) {
  const t = useWords();
  const own = (value: string) => (value.includes('..') ? [{ value, label: value.replace('..', ' – ') }] : []);
  return (
    <Group gap="sm" wrap="nowrap" align="flex-end">
      <Select
        label={t('ui.w.scope.period')}
        value={scope.period}
        allowDeselect={false}
        searchable
        maxDropdownHeight={420}
        w={356}
        nothingFoundMessage={t('ui.w.none_found')}
        onChange={(period) => period && pick({ ...scope, period })}
        data={[
          ...own(scope.period),
          { group: t('ui.w.scope.quarters'), items: choices.quarters },
          { group: t('ui.w.scope.months'), items: choices.months },
          { group: t('ui.w.scope.years'), items: choices.years },
        ]}
      />
      <Select
        label={choices.unitWord}
        placeholder={t('ui.w.scope.all_units')}
        value={scope.unit || null}
        clearable
        clearButtonProps={{ 'aria-label': t('ui.w.scope.clear') }}
        searchable
        limit={200}
        w={230}
        nothingFoundMessage={t('ui.w.none_found')}
        onChange={(unit) => pick({ ...scope, unit: unit ?? '' })}
        data={choices.units}
      />
      <Select
        label={t('column.client')}
        placeholder={t('ui.w.scope.all_clients')}
        value={scope.client || null}
        clearable
        clearButtonProps={{ 'aria-label': t('ui.w.scope.clear') }}
        searchable
        limit={200}
        w={270}
        nothingFoundMessage={t('ui.w.none_found')}
        onChange={(client) => pick({ ...scope, client: client ?? '' })}
        data={choices.clients}
      />
    </Group>
  );
}
