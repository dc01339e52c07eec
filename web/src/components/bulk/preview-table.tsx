import { formatCount } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import { SECRET_MASK } from '../schema-form/secrets.ts';
import type { ColumnMeaning } from './mapping.ts';
import './preview-table.css';
import type { Preview } from './preview.ts';

interface PreviewTableProps {
  readonly preview: Preview;
  readonly meanings: readonly ColumnMeaning[];
}

function Meaning({ meaning: { field, fault } }: { readonly meaning: ColumnMeaning }) {
  if (fault === null) return <>{field}</>;
  return (
    <span className="row c-fail">
      <Icon name="failed" size={13} /> {fault}
    </span>
  );
}

/** The first rows, a column of them on each line with what it is taken for: files are wider than pages. */
export function PreviewTable({ preview, meanings }: PreviewTableProps) {
  const { rows, more } = preview;
  const hasFields = meanings.some(({ field, fault }) => field !== null || fault !== null);
  return (
    <>
      <table className="table rule bulk-preview">
        <thead>
          <tr>
            <th scope="col">Column</th>
            {hasFields && <th scope="col">Field</th>}
            {rows.map((_, row) => (
              <th key={row} scope="col">
                Row {row + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {meanings.map((meaning, column) => (
            <tr key={column}>
              <th scope="row" className="mono clip" title={meaning.name}>
                {meaning.name === '' ? '(no name)' : meaning.name}
              </th>
              {hasFields && (
                <td>
                  <Meaning meaning={meaning} />
                </td>
              )}
              {rows.map((cells, row) =>
                meaning.isSecret && (cells[column] ?? '') !== '' ? (
                  <td key={row} className="t3">
                    {SECRET_MASK}
                  </td>
                ) : (
                  <td key={row} className="mono" title={cells[column]}>
                    {cells[column]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small t3 bulk-preview-foot">
        {more
          ? `The first ${formatCount(rows.length, 'row')}`
          : `${formatCount(rows.length, 'row')} in all`}
      </p>
    </>
  );
}
