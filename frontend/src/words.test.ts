import { describe, expect, it } from 'vitest';
import en from '../../app/lang/en.json';
import ja from '../../app/lang/ja.json';
import { type Key, wordsOf } from './words';

describe('words', () => {
  it('fills in names and leaves what nobody gave', () => {
    expect(wordsOf('en')('ui.report_written', { path: '/tmp/{path}' })).toBe('Wrote /tmp/{path}');
    expect(wordsOf('ja')('ui.report_written')).toContain('{path}');
  });
  it('shows an unknown key', () => {
    expect(wordsOf('ja')('no.such' as Key)).toBe('⟦no.such⟧');
  });
  it('has every word of the window in both languages', () => {
    const own = (all: Record<string, string>) => Object.keys(all).filter((k) => k.startsWith('ui.w.'));
    expect(own(ja)).toEqual(own(en));
    expect(own(ja).length).toBeGreaterThan(100);
  });
});
