import { startControlPlane } from '/work/main/scripts/lab/control-plane.mjs'
import { seedGuideCluster, wipeCluster } from '/work/main/scripts/lab/guide-cluster.mjs'
const t0=Date.now()
const cp = await startControlPlane({installCalico: process.argv[2]!=='nocrd'})
console.log('api', Date.now()-t0, cp.workdir.dir)
await seedGuideCluster(cp.client)
console.log('seeded', Date.now()-t0)
await wipeCluster(cp.client); console.log('wiped', Date.now()-t0)
await seedGuideCluster(cp.client); console.log('reseeded', Date.now()-t0)
if (process.argv[3]==='stay') { console.log(cp.kubeconfigs); await new Promise(r=>setTimeout(r, 3600e3)) }
await cp.stop()
