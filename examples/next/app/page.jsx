// SPDX-License-Identifier: Apache-2.0
// Rendered on the server.
import { People } from './people.jsx';

export default function Page() {
  return <People src="/people.jpg" alt="Somebody who waves" />;
}
