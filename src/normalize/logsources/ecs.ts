/**
 * The Elastic Common Schema: which logsource a record is of by its dataset, and else by its host and what happened.
 * https://www.elastic.co/guide/en/ecs/current/ecs-category-field-values-reference.html
 */
import type { Logsource, LogsourceEntry } from '../../schema/logsource.ts'

const DATASETS: readonly (readonly [datasets: readonly string[], logsource: Logsource])[] = [
  [['aws.cloudtrail'], { product: 'aws', service: 'cloudtrail' }],
  [['azure.activitylogs', 'azure.platformlogs'], { product: 'azure', service: 'activitylogs' }],
  [['azure.auditlogs'], { product: 'azure', service: 'auditlogs' }],
  [['azure.signinlogs'], { product: 'azure', service: 'signinlogs' }],
  [['gcp.audit'], { product: 'gcp', service: 'gcp.audit' }],
  [['google_workspace.admin'], { product: 'gcp', service: 'google_workspace.admin' }],
  [['google_workspace.login'], { product: 'gcp', service: 'google_workspace.login' }],
  [['okta.system'], { product: 'okta', service: 'okta' }],
  [['github.audit'], { product: 'github', service: 'audit' }],
  [['o365.audit'], { product: 'm365', service: 'audit' }],
  [['kubernetes.audit_logs', 'kubernetes.audit'], { product: 'kubernetes', service: 'audit' }],
  [
    ['nginx.access', 'apache.access', 'iis.access', 'traefik.access', 'tomcat.log'],
    { category: 'webserver' },
  ],
  [['nginx.error'], { service: 'nginx' }],
  [['apache.error'], { service: 'apache' }],
  [['squid.log', 'zscaler_zia.web', 'bluecoat.director'], { category: 'proxy' }],
  // Programs' messages of all kinds: a service would exclude the rules for the others.
  [['system.auth', 'system.syslog'], { product: 'linux' }],
  [['auditd.log', 'auditd_manager.auditd'], { product: 'linux', service: 'auditd' }],
  [['cisco_duo.auth'], { product: 'cisco', service: 'duo' }],
  [['fortinet_fortigate.log'], { product: 'fortigate' }],
  [['panw.panos'], { product: 'paloalto' }],
]

const ZEEK = ['dce_rpc', 'dns', 'http', 'kerberos', 'rdp', 'smb_files', 'x509']

const PRODUCTS: Readonly<Record<string, string>> = { windows: 'windows', linux: 'linux', macos: 'macos' }

/** What happened on a host. */
const EVENTS: readonly (readonly [category: string, types: readonly string[], sigma: string])[] = [
  ['process', ['start'], 'process_creation'],
  ['process', ['end'], 'process_termination'],
  ['network', ['connection', 'start'], 'network_connection'],
  ['file', ['creation'], 'file_event'],
  ['file', ['deletion'], 'file_delete'],
  ['registry', ['change', 'creation'], 'registry_set'],
  ['registry', ['deletion'], 'registry_delete'],
  ['library', ['start'], 'image_load'],
  ['driver', ['start'], 'driver_load'],
]

/** Linux, where the kind of the system is not told: by its distribution's family. */
const LINUX_FAMILIES = ['debian', 'redhat', 'suse', 'arch', 'fedora']

export const ECS_LOGSOURCES: readonly LogsourceEntry[] = [
  { when: { fields: { 'event.module': ['auditd'] } }, logsource: { product: 'linux', service: 'auditd' } },
  ...DATASETS.map(([datasets, logsource]) => ({
    when: { fields: { 'event.dataset': [...datasets] } },
    logsource,
  })),
  ...ZEEK.map(service => ({
    when: { fields: { 'event.dataset': [`zeek.${service}`] } },
    logsource: { product: 'zeek', service },
  })),
  ...Object.entries(PRODUCTS).map(([type, product]) => ({
    when: { fields: { 'host.os.type': [type] } },
    logsource: { product },
  })),
  ...[
    [LINUX_FAMILIES, 'linux'],
    [['windows'], 'windows'],
    [['darwin'], 'macos'],
  ].map(([families = [], product = '']) => ({
    when: { fields: { 'host.os.family': [families].flat() } },
    logsource: { product: String(product) },
  })),
  ...EVENTS.flatMap(([category, types, sigma]) =>
    Object.values(PRODUCTS).map(product => ({
      when: { product, fields: { 'event.category': [category], 'event.type': [...types] } },
      logsource: { category: sigma },
    })),
  ),
]
