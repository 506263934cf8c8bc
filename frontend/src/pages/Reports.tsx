import { Accordion, Alert, Button, Checkbox, Group, Loader, SegmentedControl, Stack, Text, Textarea, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import * as api from '../api';
import { Asked, FailureBox } from '../components/Asked';
import type { Scope } from '../components/ScopePicker';
import { Working } from '../components/Working';
import { useWords } from '../words';

type Kind = 'quarterly' | 'monthly';
const formats = ['pdf', 'xlsx', 'html'] as const;

/** A report as it will be, its comments beside it, and its files. */
export function ReportsPage(props: { scope: Scope; pick: (s: Scope) => void; choices: api.Choices; language: string; save: RefObject<() => void> }) {
  const { scope, pick, choices, save } = props;
  const t = useWords();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>(scope.client ? 'monthly' : 'quarterly');
  const [lang, setLang] = useState(choices.language);
  const [wanted, setWanted] = useState<string[]>(['pdf', 'xlsx', 'html']);
  const [target, setTarget] = useState<string[] | null>(null);

  const query: api.PreviewQuery = { kind, period: scope.period, unit: scope.unit, client: kind === 'monthly' ? scope.client : '', lang };
  const missing = kind === 'monthly' && scope.client === '';
  const key = ['preview', query];
  const preview = useQuery({ queryKey: key, queryFn: () => api.preview(query), enabled: !missing, placeholderData: keepPreviousData, refetchOnWindowFocus: false, staleTime: 0, gcTime: 0 });

  const toKind = (to: Kind) => {
    setKind(to);
    const list = to === 'monthly' ? choices.months : choices.quarters;
    if (!list.some((p) => p.value === scope.period)) {
      pick({ ...scope, period: to === 'monthly' ? choices.month : choices.quarter });
    }
  };

  const write = useMutation({ mutationFn: () => api.exportReport(query), retry: (_n, thrown) => api.isBusy(thrown), onSuccess: () => setTarget(null) });
  const where = useMutation({
    mutationFn: () => api.chooseTarget(query, formats.filter((f) => wanted.includes(f))),
    onSuccess: (to) => {
      setTarget(null);
      if (to.chosen && to.existing.length > 0) {
        setTarget(to.existing);
      } else if (to.chosen) {
        write.mutate();
      }
    },
  });
  const ready = !missing && wanted.length > 0 && !write.isPending && !where.isPending;
  const begin = () => {
    if (ready) {
      write.reset();
      where.mutate();
    }
  };
  useEffect(() => {
    save.current = begin;
    return () => {
      save.current = () => {};
    };
  });
  const show = useMutation({ mutationFn: api.reveal });

  return (
    <div className="reports">
      <aside className="reports-side">
        <Stack gap="md">
          <Title order={1} size="h3">{t('ui.w.menu.reports')}</Title>
          <div>
            <Text size="sm" fw={500} id="kind-label">{t('ui.w.reports.kind')}</Text>
            <SegmentedControl fullWidth size="sm" aria-labelledby="kind-label" value={kind} onChange={(v) => toKind(v === 'monthly' ? 'monthly' : 'quarterly')}
              data={[{ value: 'quarterly', label: t('ui.w.file.quarterly') }, { value: 'monthly', label: t('ui.w.file.monthly') }]} />
            <Text size="xs" c="dimmed" mt={4}>{t(kind === 'monthly' ? 'ui.w.reports.monthly_for' : 'ui.w.reports.quarterly_for')}</Text>
          </div>
          <div>
            <Text size="sm" fw={500} id="lang-label">{t('ui.w.reports.language')}</Text>
            <SegmentedControl fullWidth size="sm" aria-labelledby="lang-label" value={lang} onChange={setLang} data={[{ value: 'ja', label: t('ui.w.menu.ja') }, { value: 'en', label: t('ui.w.menu.en') }]} />
          </div>
          <Checkbox.Group label={t('ui.w.reports.formats')} value={wanted} onChange={setWanted} size="sm">
            <Group gap="md" mt={4}>{formats.map((f) => <Checkbox key={f} value={f} label={t(`ui.w.format.${f}`)} />)}</Group>
          </Checkbox.Group>
          {write.isPending ? <Working label={t('ui.w.counting')} /> : <Button size="md" onClick={begin} disabled={!ready}>{t('ui.w.reports.save')}</Button>}
          {target && (
            <Alert color="yellow" title={t('ui.w.reports.exists')} role="alertdialog" aria-label={t('ui.w.reports.exists')}>
              <Text size="sm" className="wrap">{target.join('、')}</Text>
              <Group mt="xs" gap="xs">
                <Button size="compact-sm" onClick={() => write.mutate()}>{t('ui.w.reports.replace')}</Button>
                <Button size="compact-sm" variant="default" onClick={() => setTarget(null)}>{t('ui.w.import.stop')}</Button>
              </Group>
            </Alert>
          )}
          {[where, write, show].map((m, i) => m.isError && <FailureBox key={i} failure={api.failureOf(m.error)} close={m.reset} />)}
          {write.data && (
            <Alert color="teal" title={t('ui.w.reports.saved')} role="status">
              {write.data.names.map((n) => <Text key={n} size="sm" className="wrap">{n}</Text>)}
              <Button mt="xs" size="compact-sm" variant="default" onClick={() => show.mutate(write.data.paths[0] ?? '')}>{t('ui.w.reports.folder')}</Button>
            </Alert>
          )}
          {preview.data && !missing && <Comments key={JSON.stringify({ ...query, lang: '' })} query={query} sections={preview.data.sections} changed={() => void client.invalidateQueries({ queryKey: ['preview'] })} />}
        </Stack>
      </aside>
      <section className="reports-main" aria-label={t('ui.w.reports.preview')}>
        {missing ? <Text p="xl" c="dimmed">{t('ui.w.reports.choose_client')}</Text> : (
          <Asked query={preview} skeleton="page">
            {(p) => (
              <>
                {preview.isFetching && <div className="making" role="status"><Loader size={14} /> {t('ui.w.reports.making')}</div>}
                <iframe key={p.url} className="paper" title={`${p.title} ${p.scope} ${p.period}`} src={p.url} sandbox="allow-scripts" />
              </>
            )}
          </Asked>
        )}
      </section>
    </div>
  );
}

/** What people say beside the sections. It is kept as it is typed, and in the report soon after. */
function Comments({ query, sections, changed }: { query: api.PreviewQuery; sections: api.Preview['sections']; changed: () => void }) {
  const t = useWords();
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<api.Failure | null>(null);
  const keep = useDebouncedCallback((id: string, text: string) => {
    api.saveComment(query, id, text).then(() => { setFailed(null); changed(); }, (thrown: unknown) => setFailed(api.failureOf(thrown)));
  }, { delay: 500, flushOnUnmount: true });
  return (
    <section>
      <Title order={2} size="h5" mb={4}>{t('ui.w.reports.comments')}</Title>
      <Text size="xs" c="dimmed" mb={6}>{t('ui.w.reports.comments_hint')}</Text>
      {failed && <FailureBox failure={failed} />}
      <Accordion variant="separated" chevronPosition="left" order={3} keepMounted={false}>
        {sections.map((s) => {
          const text = texts[s.id] ?? s.comment;
          return (
            <Accordion.Item key={s.id} value={s.id}>
              <Accordion.Control>{s.title}{text.trim() !== '' && <span className="said"> ● {t('ui.w.reports.said')}</span>}</Accordion.Control>
              <Accordion.Panel>
                <Textarea autosize minRows={3} maxRows={12} aria-label={`${s.title} ${t('ui.w.reports.comments')}`} value={text}
                  onChange={(e) => { const now = e.currentTarget.value; setTexts((all) => ({ ...all, [s.id]: now })); keep(s.id, now); }} />
              </Accordion.Panel>
            </Accordion.Item>
          );
        })}
      </Accordion>
    </section>
  );
}
