import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import * as api from '../api';
import { useWords } from '../words';

/** How far the work is that runs, and a way to stop it. */
export function Working({ label }: { label: string }) {
  const t = useWords();
  const [step, setStep] = useState<api.Step>({ text: label, percent: -1 });
  const [stopping, setStopping] = useState(false);
  useEffect(() => {
    const off = api.onProgress(setStep);
    void api.progress().then((s) => s.text && setStep(s));
    return off;
  }, []);
  return (
    <Stack gap={6} className="working" role="status" aria-live="polite">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className="cut">{stopping ? t('ui.w.stopping') : step.text || label}</Text>
        <Text size="sm" c="dimmed" className="num">{step.percent >= 0 ? `${step.percent}%` : ''}</Text>
      </Group>
      <Progress value={step.percent >= 0 ? step.percent : 100} animated={step.percent < 0} striped={step.percent < 0} size={8} aria-label={label} />
      <Group>
        <Button size="compact-sm" variant="default" disabled={stopping} onClick={() => { setStopping(true); void api.cancel(); }}>{t('ui.w.cancel')}</Button>
      </Group>
    </Stack>
  );
}
