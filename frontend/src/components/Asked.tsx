import { Alert, Button, CopyButton, Group, Loader, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Failure, failureOf } from '../api';
import { useWords } from '../words';

/** A question's answer; until it comes a skeleton, or who holds the workspace; else what went wrong. */
export function Asked<T>({ query, skeleton, children }: { query: UseQueryResult<T>; skeleton: 'page' | 'rows'; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return <>{children(query.data)}</>;
  }
  if (query.isError) {
    return <FailureBox failure={failureOf(query.error)} retry={() => void query.refetch()} />;
  }
  const waiting = query.failureReason ? failureOf(query.failureReason) : null;
  return (
    <>
      {waiting?.busy && <BusyBox failure={waiting} />}
      <Bones rows={skeleton === 'page' ? 3 : 8} tall={skeleton === 'page'} />
    </>
  );
}

/** Where something will stand soon. */
export function Bones({ rows, tall }: { rows: number; tall: boolean }) {
  const t = useWords();
  return (
    <Stack gap="md" p={tall ? 'lg' : 0} role="status" aria-label={t('ui.w.loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={tall ? 120 : 24} />
      ))}
    </Stack>
  );
}

/** Who holds the workspace; it goes on by itself. */
export function BusyBox({ failure }: { failure: Failure }) {
  const t = useWords();
  return (
    <Alert color="yellow" m="md" role="status" icon={<Loader size={18} />} title={t('ui.w.busy_title')}>
      {failure.sentences.map((s, i) => (
        <Text key={i} size="sm">
          {s}
        </Text>
      ))}
    </Alert>
  );
}

/** What went wrong and what to do, with details to copy. */
export function FailureBox({ failure, retry, close }: { failure: Failure; retry?: () => void; close?: () => void }) {
  const t = useWords();
  const sentences = failure.sentences.length > 0 ? failure.sentences : [t('ui.w.error_inside')];
  return (
    <Alert color={failure.cancelled ? 'gray' : 'red'} m="md" role="alert" title={failure.cancelled ? t('ui.w.cancelled_title') : t('ui.w.error_title')}>
      <Stack gap={6}>
        {sentences.map((s, i) => (
          <Text key={i} size="sm" className="pre">
            {s}
          </Text>
        ))}
        <Group gap="xs" mt={4}>
          {retry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              {t('ui.w.retry')}
            </Button>
          )}
          {!failure.cancelled && (
            <CopyButton value={[...sentences, failure.details].join('\n')}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="subtle" onClick={copy}>
                  {copied ? t('ui.w.copied') : t('ui.w.copy_details')}
                </Button>
              )}
            </CopyButton>
          )}
          {close && (
            <Button size="compact-sm" variant="subtle" onClick={close}>
              {t('ui.w.close')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
