import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useRef } from 'react';

/** A column of a VirtualTable. Width is CSS grid's: "120px", "1fr". */
export interface Column<Row> {
  id: string;
  title: string;
  width: string;
  right?: boolean;
  quiet?: boolean; // the title is for those who hear it alone
  cell: (row: Row) => ReactNode;
}

const rowHeight = 36;

/**
 * A table that draws only the rows that are seen, so that ten thousand scroll smoothly. Where open is given, the cell of
 * the column named by opener is a button that opens the row, and so is the whole row for the mouse.
 */
export function VirtualTable<Row>(props: {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  height: number | string;
  empty: string;
  keyOf: (row: Row) => string;
  open?: (row: Row) => void;
  opener?: string;
}) {
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: props.rows.length, getScrollElement: () => body.current, estimateSize: () => rowHeight, overscan: 12 });
  const grid: CSSProperties = { gridTemplateColumns: props.columns.map((c) => c.width).join(' ') };
  return (
    <div className="vt" role="table" aria-label={props.label} aria-rowcount={props.rows.length + 1}>
      <div role="rowgroup" className="vt-headgroup">
        <div role="row" className="vt-row vt-head" style={grid} aria-rowindex={1}>
          {props.columns.map((c) => (
            <div key={c.id} role="columnheader" className={c.right ? 'right' : undefined}>
              {c.quiet ? <span className="vh">{c.title}</span> : c.title}
            </div>
          ))}
        </div>
      </div>
      {props.rows.length === 0 && (
        <div role="rowgroup">
          <div role="row">
            <div role="cell" className="vt-empty">
              {props.empty}
            </div>
          </div>
        </div>
      )}
      <div ref={body} className="vt-body" style={{ maxHeight: props.height }} role="rowgroup" tabIndex={0}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = props.rows[item.index] as Row;
            return (
              <div
                key={props.keyOf(row)}
                role="row"
                aria-rowindex={item.index + 2}
                className={props.open ? 'vt-row vt-open' : 'vt-row'}
                style={{ ...grid, position: 'absolute', top: 0, left: 0, right: 0, height: rowHeight, transform: `translateY(${item.start}px)` }}
                onClick={props.open && (() => props.open?.(row))}
              >
                {props.columns.map((c) => (
                  <div key={c.id} role="cell" className={c.right ? 'right' : undefined}>
                    {props.open && c.id === props.opener ? (
                      <button
                        type="button"
                        className="vt-button"
                        onClick={(e) => {
                          e.stopPropagation();
                          props.open?.(row);
                        }}
                      >
                        {c.cell(row)}
                      </button>
                    ) : (
                      c.cell(row)
                    )}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
