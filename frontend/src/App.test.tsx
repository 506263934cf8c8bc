import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import { scopeOf } from './App';
import { type Choices, failureOf } from './api';
import { FailureBox } from './components/Asked';
import { fitting } from './report/Chart';
import { WordsContext, wordsOf } from './words';

const choices: Choices = {
  empty: false, quarters: [{ value: 'FY2025Q4', label: '' }], months: [{ value: '2026-03', label: '' }], years: [], quarter: 'FY2025Q4', month: '2026-03',
  units: ['U1'], clients: ['山田'], unitWord: '', coverage: '', incidents: '', company: '', language: 'ja',
};

describe('the scope', () => {
  it('is the newest quarter at first', () => {
    expect(scopeOf(choices, null)).toEqual({ period: 'FY2025Q4', unit: '', client: '' });
  });
  it('keeps what was chosen while the data have it', () => {
    expect(scopeOf(choices, { period: '2026-03', unit: 'U1', client: '山田' })).toEqual({ period: '2026-03', unit: 'U1', client: '山田' });
    expect(scopeOf(choices, { period: '2020-01', unit: 'gone', client: 'gone' })).toEqual({ period: 'FY2025Q4', unit: '', client: '' });
    expect(scopeOf(choices, { period: '2026-01-05..2026-01-18', unit: '', client: '' })?.period).toBe('2026-01-05..2026-01-18');
  });
  it('is none without data', () => {
    expect(scopeOf({ ...choices, empty: true }, null)).toBeNull();
    expect(scopeOf(undefined, null)).toBeNull();
  });
});

describe('a failure', () => {
  it('is what Go sent', () => {
    const sent = { sentences: ['That did not work.'], details: 'why', busy: true, cancelled: false };
    expect(failureOf(sent)).toBe(sent);
  });
  it('is made of whatever else was thrown', () => {
    expect(failureOf('method not registered')).toEqual({ sentences: [], details: 'method not registered', busy: false, cancelled: false });
    expect(failureOf(new Error('in the page')).details).toContain('in the page');
  });
  it('says what to do, as text', async () => {
    const home = document.createElement('div');
    const root = createRoot(home);
    await act(async () => {
      root.render(
        <MantineProvider>
          <WordsContext.Provider value={wordsOf('en')}>
            <FailureBox failure={{ sentences: ['</script><b>bold</b>'], details: 'x', busy: false, cancelled: false }} />
          </WordsContext.Provider>
        </MantineProvider>,
      );
    });
    expect(home.querySelector('b')).toBeNull();
    expect(home.textContent).toContain('</script><b>bold</b>');
    expect(home.textContent).toContain('Copy the details');
    await act(async () => root.unmount());
  });
});

describe('a drawing', () => {
  const sizes = [360, 580, 900].map((width) => ({ width, height: 200, light: '{}', dark: '{}' }));
  it('is the widest that fits', () => {
    expect(fitting(sizes, 700)?.width).toBe(580);
    expect(fitting(sizes, 900)?.width).toBe(900);
    expect(fitting(sizes, 0)?.width).toBe(360);
    expect(fitting([], 700)).toBeUndefined();
  });
});
