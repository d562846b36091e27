/** Where a connection led. */
import type { Connection } from '../../session/model.js';

/** "sts.contoso.com:443" */
export const placeOf = ({ host, port }: Pick<Connection, 'host' | 'port'>): string => `${host}:${port}`;
