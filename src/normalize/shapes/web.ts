/** Access logs in JSON, each server's by the names that its documentation has. */
import { requestLine, requestTarget } from './derived/web.ts'
import { fields, holds, type Shape, shape, text } from './shape.ts'

const WEB = { logsource: { category: 'webserver' }, derived: [requestLine, requestTarget] } as const

/** Names as of the W3C, which rules use, for `names` of a server. */
function webFields(names: {
  client: string | readonly string[]
  user?: string
  method?: string | readonly string[]
  target?: string | readonly string[]
  version?: string
  status: string
  bytes?: string | readonly string[]
  referer?: string
  agent?: string
  host?: string | readonly string[]
}) {
  const { client, user, method, target, version, status, bytes, referer, agent, host } = names
  const known = {
    'c-ip': client,
    src_ip: client,
    'cs-username': user,
    'cs-method': method,
    'cs-uri': target,
    'cs-version': version,
    'sc-status': status,
    'sc-bytes': bytes,
    'cs-referer': referer,
    'cs-user-agent': agent,
    'c-useragent': agent,
    'cs-host': host,
  }
  return Object.entries(known).flatMap(([name, from]) => (from === undefined ? [] : fields({ [name]: from })))
}

const nginx = webFields({
  client: 'remote_addr',
  user: 'remote_user',
  method: 'request_method',
  target: 'request_uri',
  version: 'server_protocol',
  status: 'status',
  bytes: ['body_bytes_sent', 'bytes_sent'],
  referer: 'http_referer',
  agent: 'http_user_agent',
  host: ['http_host', 'host', 'server_name'],
})

const NGINX_REQUESTS = [[text('request')], [text('request_uri'), text('request_method')]]

/** The extended log format, whose names rules use; headers of requests stand in brackets. */
const w3c = webFields({
  client: 'c-ip',
  target: 'cs-uri-query',
  status: 'sc-status',
  referer: 'cs(Referer)',
  agent: 'cs(User-Agent)',
  host: ['cs(Host)', 'x-host-header'],
})

export const WEB_SHAPES: readonly Shape[] = [
  shape({
    ...WEB,
    format: 'w3c',
    keys: [text('@timestamp'), text('c-ip'), text('cs-method'), text('cs-uri-stem'), text('sc-status')],
    added: w3c,
  }),
  // Proxies cut the address of what was asked for into more parts.
  shape({
    format: 'w3c',
    keys: [text('@timestamp'), text('c-ip'), text('cs-method'), text('cs-host'), text('cs-uri-path')],
    logsource: { category: 'proxy' },
    added: [
      ...fields({
        'cs-uri-stem': 'cs-uri-path',
        'c-uri': 'cs-uri-path',
        'cs-uri': 'cs-uri-path',
        dst_ip: 'r-ip',
      }),
      ...w3c,
    ],
  }),
  ...NGINX_REQUESTS.map(request =>
    shape({
      ...WEB,
      format: 'nginx-json',
      keys: [text('remote_addr'), text('http_user_agent'), holds('event-id', 'status'), ...request],
      added: nginx,
    }),
  ),
  shape({
    ...WEB,
    format: 'apache-json',
    keys: [text('remoteIP'), text('request'), text('method'), text('userAgent'), holds('event-id', 'status')],
    added: webFields({
      client: 'remoteIP',
      method: 'method',
      status: 'status',
      bytes: 'bytesSent',
      referer: 'referer',
      agent: 'userAgent',
      host: 'host',
    }),
  }),
  shape({
    ...WEB,
    format: 'caddy',
    keys: [text('logger', 'http.log.access*'), text('request.uri'), text('request.method')],
    added: webFields({
      client: ['request.client_ip', 'request.remote_ip', 'request.remote_addr'],
      user: 'user_id',
      method: 'request.method',
      target: 'request.uri',
      version: 'request.proto',
      status: 'status',
      bytes: 'size',
      referer: 'request.headers.Referer',
      agent: 'request.headers.User-Agent',
      host: 'request.host',
    }),
  }),
  shape({
    ...WEB,
    format: 'traefik',
    keys: [
      text('ClientHost'),
      text('RequestMethod'),
      text('RequestPath'),
      holds('event-id', 'DownstreamStatus'),
    ],
    added: webFields({
      client: 'ClientHost',
      user: 'ClientUsername',
      method: 'RequestMethod',
      target: 'RequestPath',
      version: 'RequestProtocol',
      status: 'DownstreamStatus',
      bytes: 'DownstreamContentSize',
      referer: 'request_Referer',
      agent: 'request_User-Agent',
      host: ['RequestHost', 'RequestAddr'],
    }),
  }),
  shape({
    ...WEB,
    format: 'cloudflare',
    keys: [text('ClientIP'), text('ClientRequestMethod'), text('ClientRequestURI'), text('RayID')],
    added: webFields({
      client: 'ClientIP',
      method: 'ClientRequestMethod',
      target: 'ClientRequestURI',
      version: 'ClientRequestProtocol',
      status: 'EdgeResponseStatus',
      bytes: 'EdgeResponseBytes',
      referer: 'ClientRequestReferer',
      agent: 'ClientRequestUserAgent',
      host: 'ClientRequestHost',
    }),
  }),
  shape({
    ...WEB,
    format: 'envoy',
    keys: [text('method'), text('path'), holds('event-id', 'response_code'), text('user_agent')],
    added: webFields({
      client: ['x_forwarded_for', 'downstream_remote_address'],
      method: 'method',
      target: 'path',
      version: 'protocol',
      status: 'response_code',
      bytes: 'bytes_sent',
      agent: 'user_agent',
      host: 'authority',
    }),
  }),
]
