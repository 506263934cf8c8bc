import { describe, expect, it } from 'vitest';
import type { LookedColumn } from '../api';
import { give, held } from './Columns';

const column = (more: Partial<LookedColumn>): LookedColumn => ({ header: 'h', field: '', label: '', ask: true, guess: '', sample: '', ...more });

describe('what columns hold', () => {
  it('is what was said, else what is known, else a guess', () => {
    expect(held(column({ guess: 'title' }), undefined)).toBe('title');
    expect(held(column({ field: 'id', guess: 'title' }), undefined)).toBe('id');
    expect(held(column({ field: 'id' }), '')).toBe('');
  });
  it('is one column for a field', () => {
    const all = [column({ guess: 'title' }), column({}), column({ field: 'id', ask: false })];
    expect(give(all, {}, 1, 'title')).toEqual({ 0: '', 1: 'title' });
    expect(give(all, { 1: 'title', 0: '' }, 1, '')).toEqual({ 0: '', 1: '' });
  });
});
