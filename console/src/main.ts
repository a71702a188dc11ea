import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { theme } from './lib/ui/theme.svelte';

theme.apply();
const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
