/** Skype for Business Server 2019. */
import { deploymentOf } from './topology.js';

export const sfb2019 = deploymentOf({
  id: 'sfb2019',
  title: 'Skype for Business Server 2019',
  version: '2019',
  // curl knows no NTLM password beyond ASCII, so the first user, whom other programs are told to use, has none.
  people: [
    { sipName: 'nora.haugen', samName: 'nhaugen', password: 'Berries+Cream 100%', home: 'pool01' },
    { sipName: 'emil.dvorak', samName: 'edvorak', password: 'Blåbær+Rømme 100%', home: 'pool02' },
    { sipName: 'sara.rossi', samName: 'srossi', upnName: 's.rossi', password: 'Perché-no?<sì>', home: 'pool02' },
    { sipName: 'jonas.weber', samName: 'jweber', password: 'Müßiggang;19', home: null },
    { sipName: 'amy.chen', samName: 'achen', password: '月が綺麗ですね+2', home: 'online' },
  ],
});
