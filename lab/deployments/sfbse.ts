/** Skype for Business Server Subscription Edition. */
import { deploymentOf } from './topology.js';

export const sfbse = deploymentOf({
  id: 'sfbse',
  title: 'Skype for Business Server Subscription Edition',
  version: 'se',
  // curl knows no NTLM password beyond ASCII, so the first user, whom other programs are told to use, has none.
  people: [
    { sipName: 'elif.demir', samName: 'edemir', password: 'Tea&Sugar=7%;x', home: 'pool01' },
    { sipName: 'hugo.laurent', samName: 'hlaurent', password: 'Şeker&Çay+7%', home: 'pool02' },
    {
      sipName: 'zofia.kowalska',
      samName: 'zkowalska',
      upnName: 'z.kowalska',
      password: 'Zażółć gęślą jaźń%',
      home: 'pool01',
    },
    { sipName: 'ian.murphy', samName: 'imurphy', password: 'Sláinte! #2025', home: null },
    { sipName: 'priya.nair', samName: 'pnair', password: 'नमस्ते&Hello+1', home: 'online' },
  ],
});
