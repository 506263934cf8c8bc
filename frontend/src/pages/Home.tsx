import { Progress, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as api from '../api';
import { Asked } from '../components/Asked';
import { DefinitionsLink } from '../components/Definitions';
import { type Behind, Incidents } from '../components/Incidents';
import type { Scope } from '../components/ScopePicker';
import { type Column, VirtualTable } from '../components/VirtualTable';
import { Chart } from '../report/Chart';
import { useWords } from '../words';

/** How a period went: the answer, the figures, the SLO, the trend, what took the time. Every number leads to its incidents. */
export function HomePage({ scope, language }: { scope: Scope; language: string }) {
  const [behind, setBehind] = useState<Behind | null>(null);
  const home = useQuery({ queryKey: ['home', scope, language], queryFn: () => api.home(scope), placeholderData: (before) => before });
  const look = (title: string, more: Partial<api.IncidentQuery>) =>
    setBehind({ title, query: { ...scope, kind: '', priority: '', only: api.Only.All, search: '', ...more } });
  return (
    <Asked query={home} skeleton="page">
      {(h) => (
        <div className="page" aria-busy={home.isPlaceholderData}>
          <Answer home={h} />
          {h.empty ? (
            <Text c="dimmed">{h.empty}</Text>
          ) : (
            <Stack gap={28}>
              <Figures home={h} look={look} />
              <SLOs home={h} look={look} />
              <div className="two wide">
                <Chart drawing={h.trend} pick={(i) => {
                  const label = h.trend.rows[i]?.[0];
                  const [y, m] = (label ?? '').split('/');
                  if (label && y && m) {
                    look(label, { period: `${y}-${m.padStart(2, '0')}` });
                  }
                }} />
                <Chart drawing={h.pareto} pick={(i) => {
                  const kind = h.kinds[i];
                  if (kind) {
                    look(kind.title, { kind: kind.id });
                  }
                }} />
              </div>
              <Kinds home={h} look={look} />
              <div>
                {h.notes.map((n, i) => <Text key={i} size="xs" c="dimmed">{n}</Text>)}
                <DefinitionsLink />
              </div>
            </Stack>
          )}
          <Incidents behind={behind} close={() => setBehind(null)} language={language} />
        </div>
      )}
    </Asked>
  );
}

type Look = (title: string, more: Partial<api.IncidentQuery>) => void;

function Answer({ home }: { home: api.Home }) {
  return (
    <header className="answer">
      <Text size="sm" c="dimmed">{home.period} · {home.scope}</Text>
      <Title order={1}>{home.answer || home.scope}</Title>
    </header>
  );
}

const sign: Record<string, string> = { good: '▼ ', bad: '▲ ' };

function Figures({ home, look }: { home: api.Home; look: Look }) {
  const t = useWords();
  return (
    <section className="figures" aria-label={t('ui.w.home.figures')}>
      {home.figures.map((f) => (
        <UnstyledButton key={f.id} className="figure" onClick={() => look(f.label, { only: f.only })}>
          <span className="figure-label">{f.label}</span>
          <span className="figure-value">{f.value}<small>{f.after}</small></span>
          <span className={`figure-note ${f.signal}`}>{sign[f.signal] ?? ''}{f.note}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}

function SLOs({ home, look }: { home: api.Home; look: Look }) {
  const t = useWords();
  if (home.slo.length === 0) {
    return null;
  }
  return (
    <section>
      <Title order={2} size="h4" mb={8}>{t('ui.w.home.slo')}</Title>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('column.priority')}</th>
            <th scope="col" className="right">{t('column.attainment')}</th>
            <th scope="col" className="right">{t('column.goal')}</th>
            <th scope="col" className="right">{t('column.judged')}</th>
            <th scope="col" className="right">{t('column.misses')}</th>
            <th scope="col" className="bar-col">{t('ui.w.home.used')}</th>
            <th scope="col">{t('ui.w.home.slo_left')}</th>
          </tr>
        </thead>
        <tbody>
          {home.slo.map((s) => (
            <tr key={s.priority}>
              <th scope="row">{s.priority}</th>
              <td className="right num">{s.attainment}</td>
              <td className="right num">{s.goal}</td>
              <td className="right num">
                <button type="button" className="vt-button" onClick={() => look(`${s.priority} ${t('column.judged')}`, { priority: s.priority, only: api.Only.Judged })}>{s.judged}</button>
              </td>
              <td className="right num">
                <button type="button" className="vt-button" onClick={() => look(`${s.priority} ${t('ui.w.only.missed')}`, { priority: s.priority, only: api.Only.Missed })}>{s.missed}</button>
              </td>
              <td className="bar-col">{s.used >= 0 && <Progress value={s.used} size={10} radius={2} color={s.signal === api.Signal.Bad ? 'var(--bad)' : 'var(--main)'} aria-label={`${s.priority} ${t('ui.w.home.used')}`} />}</td>
              <td className={s.signal}>{s.signal === api.Signal.Good ? '● ' : s.signal === api.Signal.Bad ? '▲ ' : ''}{s.left}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Kinds({ home, look }: { home: api.Home; look: Look }) {
  const t = useWords();
  const columns: Column<api.HomeKind>[] = [
    { id: 'title', title: t('column.kind'), width: 'minmax(260px, 1fr)', cell: (k) => <span className="cut" title={k.title}>{k.title}</span> },
    { id: 'count', title: t('column.alerts'), width: '60px', right: true, cell: (k) => k.count },
    { id: 'manned', title: t('column.manned'), width: '60px', right: true, cell: (k) => k.manned },
    { id: 'hours', title: t('column.hours'), width: '118px', right: true, cell: (k) => k.hours },
    { id: 'bar', title: t('ui.w.home.bar'), quiet: true, width: '90px', cell: (k) => <span className="cell-bar" style={{ width: `${k.bar}%` }} /> },
    { id: 'share', title: t('column.share'), width: '58px', right: true, cell: (k) => k.share },
    { id: 'cumulative', title: t('column.cumulative'), width: '64px', right: true, cell: (k) => k.cumulative },
    { id: 'change', title: t('column.change'), width: '100px', right: true, cell: (k) => <span className={k.signal}>{sign[k.signal] ?? ''}{k.change}</span> },
  ];
  return (
    <section>
      <Title order={2} size="h4" mb={8}>{t('ui.w.home.kinds')}</Title>
      <VirtualTable label={t('ui.w.home.kinds')} rows={home.kinds} columns={columns} height={560} empty={t('ui.w.list.empty')} keyOf={(k) => k.id} opener="title"
        open={(k) => look(k.title, { kind: k.id })} />
      {home.more && <Text size="xs" c="dimmed" mt={4}>{home.more}</Text>}
    </section>
  );
}
