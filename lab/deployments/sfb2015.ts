/** Skype for Business Server 2015. */
import { deploymentOf } from './topology.js';

export const sfb2015 = deploymentOf({
  id: 'sfb2015',
  title: 'Skype for Business Server 2015',
  version: '2015',
  // curl knows no NTLM password beyond ASCII, so the first user, whom other programs are told to use, has none.
  people: [
    { sipName: 'lena.fischer', samName: 'lfischer', password: 'Road/7?Door#shut', home: 'pool01' },
    {
      sipName: 'tomas.garcia',
      samName: 'tgarcia',
      upnName: 't.garcia',
      password: 'Straße/7?Tür#zu',
      home: 'pool02',
    },
    { sipName: 'ruth.adeyemi', samName: 'radeyemi', password: '"Quoted" words: 15€', home: 'pool01' },
    { sipName: 'paul.moreau', samName: 'pmoreau', password: 'Été%C3%A9;été', home: null },
    { sipName: 'grace.kim', samName: 'gkim', password: 'Seoul_88!olympic', home: 'online' },
  ],
});
