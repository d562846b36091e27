/** Reads a DNS message for display: header, questions and all records with readable data (RFC 1035, 2782, 3596). */

export interface DnsEntry {
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds?: number;
  readonly data?: string;
}

export interface DnsMessage {
  readonly id: number;
  readonly flags: readonly string[];
  readonly rcode: string;
  readonly sections: readonly { readonly title: string; readonly entries: readonly DnsEntry[] }[];
}

const types: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  41: 'OPT',
};
const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** A cursor over the bytes; reading past the end throws RangeError. */
class Reader {
  readonly #view: DataView;
  at = 0;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  u8(): number {
    return this.#view.getUint8(this.at++);
  }
  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2);
  }
  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4);
  }
  /** A name, following compression pointers; only backwards, so that none loops. */
  name(): string {
    const labels: string[] = [];
    let end: number | undefined;
    let limit = this.at;
    for (;;) {
      const length = this.u8();
      if (length === 0) break;
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | this.u8();
        end ??= this.at;
        if (target >= limit) throw new RangeError('compression pointer does not point back');
        limit = target;
        this.at = target;
        continue;
      }
      let label = '';
      for (let i = 0; i < length; i += 1) {
        const byte = this.u8();
        label += byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
      }
      labels.push(label);
    }
    if (end !== undefined) this.at = end;
    return labels.length === 0 ? '.' : labels.join('.');
  }
}

function dataOf(reader: Reader, type: number, length: number): string {
  const end = reader.at + length;
  switch (type) {
    case 1:
      return [reader.u8(), reader.u8(), reader.u8(), reader.u8()].join('.');
    case 28:
      return Array.from({ length: 8 }, () => reader.u16().toString(16))
        .join(':')
        .replace(/(^|:)0(:0)+(:|$)/, '::');
    case 2:
    case 5:
    case 12:
      return reader.name();
    case 15:
      return `${reader.u16()} ${reader.name()}`;
    case 33:
      return `${reader.u16()} ${reader.u16()} ${reader.u16()} ${reader.name()}`;
    case 6:
      return `${reader.name()} ${reader.name()} ${Array.from({ length: 5 }, () => reader.u32()).join(' ')}`;
    case 16: {
      const texts: string[] = [];
      while (reader.at < end) {
        const size = reader.u8();
        texts.push(JSON.stringify(String.fromCharCode(...reader.bytes.subarray(reader.at, reader.at + size))));
        reader.at += size;
      }
      return texts.join(' ');
    }
    default:
      return `${length} bytes`;
  }
}

function records(reader: Reader, count: number): readonly DnsEntry[] {
  return Array.from({ length: count }, () => {
    const name = reader.name();
    const type = reader.u16();
    reader.u16();
    const ttlSeconds = reader.u32();
    const length = reader.u16();
    const end = reader.at + length;
    const data = type === 41 ? 'EDNS' : dataOf(reader, type, length);
    reader.at = end;
    return { name, type: types[type] ?? `TYPE${type}`, ...(type === 41 ? {} : { ttlSeconds }), data };
  });
}

/** The message, or undefined when it is not one. */
export function readDnsMessage(bytes: Uint8Array): DnsMessage | undefined {
  try {
    const reader = new Reader(bytes);
    const id = reader.u16();
    const bits = reader.u16();
    const [questions = 0, answers = 0, authority = 0, additional = 0] = [
      reader.u16(),
      reader.u16(),
      reader.u16(),
      reader.u16(),
    ];
    const flag = (mask: number, name: string): readonly string[] => ((bits & mask) === 0 ? [] : [name]);
    const asked = Array.from({ length: questions }, () => {
      const name = reader.name();
      const type = reader.u16();
      reader.u16();
      return { name, type: types[type] ?? `TYPE${type}` };
    });
    return {
      id,
      flags: [
        (bits & 0x8000) === 0 ? 'query' : 'answer',
        ...flag(0x0400, 'authoritative'),
        ...flag(0x0200, 'truncated'),
        ...flag(0x0100, 'recursion desired'),
        ...flag(0x0080, 'recursion available'),
      ],
      rcode: rcodes[bits & 0xf] ?? `RCODE${bits & 0xf}`,
      sections: [
        { title: 'Question', entries: asked },
        { title: 'Answer', entries: records(reader, answers) },
        { title: 'Authority', entries: records(reader, authority) },
        { title: 'Additional', entries: records(reader, additional) },
      ].filter((section) => section.entries.length > 0),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
