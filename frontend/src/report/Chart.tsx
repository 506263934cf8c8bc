import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { init } from './echarts';
import { useEffect, useRef } from 'react';
import type { Drawing, DrawingSize } from '../api';
import { useWords } from '../words';

/** The widest drawing that fits; the narrowest where none does. */
export function fitting(sizes: DrawingSize[], width: number): DrawingSize | undefined {
  return sizes.findLast((s) => s.width <= width) ?? sizes[0];
}

/** Draws what Go made: its option for this width and these colours. Its numbers stand in a table for those who do not see it. */
export function Chart({ drawing, pick }: { drawing: Drawing; pick?: (index: number) => void }) {
  const t = useWords();
  const scheme = useComputedColorScheme('light');
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLDivElement>(null);
  const picked = useRef(pick);
  picked.current = pick;
  const size = fitting(drawing.sizes, width);
  const option = size && (scheme === 'dark' ? size.dark : size.light);
  const height = size?.height ?? 0;

  useEffect(() => {
    if (!canvas.current || !option) {
      return;
    }
    const chart = init(canvas.current, null, { renderer: 'svg' });
    chart.setOption({ ...JSON.parse(option), animation: false });
    chart.on('click', (e) => {
      if (typeof e.dataIndex === 'number') {
        picked.current?.(e.dataIndex);
      }
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(canvas.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [option]);

  return (
    <figure className="chart" ref={ref}>
      <figcaption>
        <strong>{drawing.title}</strong>
        <span>{drawing.subtitle}</span>
      </figcaption>
      {drawing.empty ? <p className="muted">{drawing.empty}</p> : <div ref={canvas} style={{ height }} aria-hidden="true" className={pick ? 'chart-pick' : undefined} />}
      {drawing.rows.length > 0 && (
        <details>
          <summary>{t('ui.w.chart_data')}</summary>
          <div className="chart-data" role="region" aria-label={`${drawing.title} ${t('ui.w.chart_data')}`} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  {drawing.head.map((h, i) => (
                    <th key={i} scope="col" className={i > 0 ? 'right' : undefined}>
                      {h}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {drawing.rows.map((row, i) => (
                  <tr key={i}>
                    {row.map((cell, k) => (
                      <td key={k} className={k > 0 ? 'right' : undefined}>
                        {k === 0 && pick ? (
                          <button type="button" className="vt-button" onClick={() => pick(i)}>
                            {cell}
                          </button>
                        ) : (
                          cell
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </figure>
  );
}
