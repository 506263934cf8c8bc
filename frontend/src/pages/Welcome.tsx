import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import * as api from '../api';
import { FailureBox } from '../components/Asked';
import { Working } from '../components/Working';
import { useWords } from '../words';

/** The first start: drop a file, or look at the demo. */
export function WelcomePage({ choose, openDemo }: { choose: () => void; openDemo: () => Promise<void> }) {
  const t = useWords();
  const demo = useMutation({ mutationFn: openDemo });
  return (
    <div className="page welcome">
      <Stack gap={32}>
        <header>
          <Title order={1}>{t('ui.w.welcome.title')}</Title>
          <Text c="dimmed" mt={6}>{t('ui.w.welcome.text')}</Text>
        </header>
        <div className="drop">
          <Text fw={700} size="lg">{t('ui.w.drop.title')}</Text>
          <Text c="dimmed" size="sm" mb="md">{t('ui.w.drop.text')}</Text>
          <Button size="md" onClick={choose} disabled={demo.isPending}>{t('ui.w.drop.choose')}</Button>
        </div>
        <section>
          <Title order={2} size="h4">{t('ui.w.welcome.demo_title')}</Title>
          <Text c="dimmed" size="sm" mt={4} mb="sm">{t('ui.w.welcome.demo_text')}</Text>
          {demo.isPending ? <Working label={t('ui.w.welcome.demo_making')} /> : (
            <Group><Button variant="default" onClick={() => demo.mutate()}>{t('ui.w.welcome.demo_open')}</Button></Group>
          )}
          {demo.isError && <FailureBox failure={api.failureOf(demo.error)} close={demo.reset} />}
        </section>
        <Text size="xs" c="dimmed">{t('ui.w.welcome.stays')}</Text>
      </Stack>
    </div>
  );
}
