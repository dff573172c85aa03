/** Network monitors: Zeek's logs in JSON, which rules know by their own names, and Suricata's EVE. */
import { type ControlKey, fields, holds, type Shape, shape, text } from './shape.ts'

/** A key that itself holds a dot. */
const ORIGINATOR: ControlKey = { path: ['id.orig_h'], type: 'text' }

const zeek = {
  format: 'zeek',
  logsource: { product: 'zeek' },
  added: [
    { name: 'src_ip', from: [['id.orig_h'], ['id', 'orig_h']] },
    { name: 'src_port', from: [['id.orig_p'], ['id', 'orig_p']] },
    { name: 'dst_ip', from: [['id.resp_h'], ['id', 'resp_h']] },
    { name: 'dst_port', from: [['id.resp_p'], ['id', 'resp_p']] },
    ...fields({
      'c-uri': 'uri',
      'cs-uri-query': 'uri',
      'c-useragent': 'user_agent',
      'cs-user-agent': 'user_agent',
      'cs-method': 'method',
      'cs-host': 'host',
      'sc-status': 'status_code',
      'cs-referer': 'referrer',
      record_type: 'qtype_name',
      answer: 'answers',
    }),
  ],
} as const

export const NETWORK_SHAPES: readonly Shape[] = [
  // The firewall of Windows (`pfirewall.log`), by the names in the head of its file.
  shape({
    format: 'w3c',
    keys: [text('action'), text('protocol'), text('src-ip'), text('dst-ip'), text('dst-port')],
    logsource: { category: 'firewall' },
    added: fields({ src_ip: 'src-ip', dst_ip: 'dst-ip', src_port: 'src-port', dst_port: 'dst-port' }),
  }),
  shape({ ...zeek, keys: [text('_path'), holds('number', 'ts')] }),
  shape({ ...zeek, keys: [text('_path'), text('ts')] }),
  shape({ ...zeek, keys: [text('uid', 'C*'), ORIGINATOR] }),
  shape({ ...zeek, keys: [text('uid', 'C*'), text('id.orig_h')] }),
  shape({
    format: 'suricata',
    keys: [text('event_type'), text('timestamp'), holds('number', 'flow_id'), text('src_ip')],
    logsource: { product: 'suricata' },
    named: fields({ dst_ip: 'dest_ip', dst_port: 'dest_port' }),
    added: fields({
      'c-uri': 'http.url',
      'cs-uri-query': 'http.url',
      'c-useragent': 'http.http_user_agent',
      'cs-user-agent': 'http.http_user_agent',
      'cs-method': 'http.http_method',
      'cs-host': 'http.hostname',
      'sc-status': 'http.status',
      'cs-referer': 'http.http_refer',
      query: ['dns.rrname', 'dns.queries.rrname', 'dns.query.rrname'],
      record_type: ['dns.rrtype', 'dns.queries.rrtype', 'dns.query.rrtype'],
      answer: 'dns.answers.rdata',
    }),
  }),
]
