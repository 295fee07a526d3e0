// Puts the objects of a generated cluster into the lab's API, in place of those that were there.

import { COLLECTIONS } from '../kube-client.mjs'
import { KINDS } from './api-objects.mjs'

export async function writeCluster(client, objects) {
  await Promise.all(KINDS.map((kind) => client.ok('DELETE', COLLECTIONS[kind])))
  await Promise.all(objects.map((object) => client.ok('POST', COLLECTIONS[object.kind], object)))
}
