/** Skype for Business Server 2019 with a part of its users moved to the online service. */
import { deploymentOf } from './topology.js';

export const hybrid = deploymentOf({
  id: 'hybrid',
  title: 'Skype for Business Server 2019 with users online (hybrid)',
  version: '2019',
  online: 'some',
  people: [
    { sipName: 'hanna.vogel', samName: 'hvogel', password: 'Bridge+Island 100%', home: 'pool01' },
    { sipName: 'igor.petrov', samName: 'ipetrov', password: 'Мост&Остров=7%', home: 'pool02' },
    { sipName: 'lisa.moore', samName: 'lmoore', password: 'Half<here>&there', home: 'online' },
    {
      sipName: 'carl.jonas',
      samName: 'cjonas',
      upn: 'carl.jonas@corp.hybrid.example',
      password: 'Brücke/Insel?9',
      home: 'online',
    },
    { sipName: 'nina.holm', samName: 'nholm', password: 'Ö&ø%C3%B8;nn', home: null },
  ],
});
