// SPDX-License-Identifier: Apache-2.0

/** A name and its value in a list of facts; nothing where there is no value. */
export function Fact({
  id,
  title,
  value,
}: {
  readonly id: string;
  readonly title: string;
  readonly value: string | undefined;
}) {
  if (value === undefined) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd id={id}>{value}</dd>
    </div>
  );
}
