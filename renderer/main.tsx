/** Entry of the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/tree.css';
import './styles/verdict.css';
import './styles/list.css';
import './styles/detail.css';
import './styles/code.css';
import './styles/timing.css';
import './styles/certificate.css';
import './styles/sip.css';
import './styles/services.css';
import './styles/clients.css';
import './styles/explain.css';
import './styles/start.css';
import './styles/sweep.css';
import './styles/dialogs.css';
import './styles/states.css';
import './styles/narrow.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
