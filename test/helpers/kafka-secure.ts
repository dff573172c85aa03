/** A listener with TLS and a login for the test broker: a certificate of its own, and one user. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface SecureListener {
  /** `host:port` for clients. */
  bootstrap: string
  /** PEM of the certificate that signs the broker's, which is the same one. */
  ca: string
  username: string
  password: string
}

/** What a secure listener adds to the broker's settings and to the formatting of its storage. */
export async function secureListener(
  dataDir: string,
  port: number,
): Promise<{ listener: SecureListener; properties: Record<string, string>; formatArguments: string[] }> {
  const [username, password, storePassword] = ['sentinel', crypto.randomUUID(), crypto.randomUUID()]
  const keystore = join(dataDir, 'broker.p12')
  const store = [
    '-keystore',
    keystore,
    '-storetype',
    'PKCS12',
    '-storepass',
    storePassword,
    '-alias',
    'broker',
  ]
  await run('keytool', [
    '-genkeypair',
    ...[
      '-keyalg',
      'EC',
      '-dname',
      'CN=localhost',
      '-ext',
      'san=ip:127.0.0.1,dns:localhost',
      '-validity',
      '2',
    ],
    ...store,
  ])
  const certificate = join(dataDir, 'broker.pem')
  await run('keytool', ['-exportcert', '-rfc', '-file', certificate, ...store])
  const login = 'listener.name.secure'
  const modules = 'org.apache.kafka.common.security'
  return {
    listener: { bootstrap: `127.0.0.1:${port}`, ca: await readFile(certificate, 'utf8'), username, password },
    properties: {
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      [`${login}.ssl.keystore.location`]: keystore,
      [`${login}.ssl.keystore.type`]: 'PKCS12',
      [`${login}.ssl.keystore.password`]: storePassword,
      [`${login}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required user_${username}="${password}";`,
      [`${login}.scram-sha-256.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
      [`${login}.scram-sha-512.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
    },
    formatArguments: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap(mechanism => [
      '--add-scram',
      `${mechanism}=[name=${username},password=${password}]`,
    ]),
  }
}
