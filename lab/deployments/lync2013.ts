/** Lync Server 2013: web tickets and OAuth, two pools behind a Director. */
import { deploymentOf } from './topology.js';

export const lync2013 = deploymentOf({
  id: 'lync2013',
  title: 'Lync Server 2013',
  version: '2013',
  // curl knows no NTLM password beyond ASCII, so the first user, whom other programs are told to use, has none.
  people: [
    { sipName: 'anna.berg', samName: 'aberg', password: 'Blue&Green+7%', home: 'pool01' },
    { sipName: 'karl.lindqvist', samName: 'klindqvist', password: 'Grün&Blau+7%', home: 'pool02' },
    {
      sipName: 'irina.sokolova',
      samName: 'isokolova',
      upnName: 'i.sokolova',
      password: 'Снег+Лёд=100%',
      home: 'pool01',
    },
    { sipName: 'petra.novak', samName: 'pnovak', password: 'Žlutý=kůň&88', home: null },
    { sipName: 'oliver.reed', samName: 'oreed', password: 'Quarter%20Past;9', home: 'online' },
  ],
});
