import { chromium } from 'playwright-core';
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--disable-background-networking','--disable-component-update','--disable-sync','--no-first-run']});
const [,, u, out, w, cs, ...ys]=process.argv;
const c=await b.newContext({viewport:{width:+w,height:1500},colorScheme:cs}); const p=await c.newPage(); await p.goto(u);
const h=await p.evaluate(()=>document.documentElement.scrollHeight); console.log(h, await p.evaluate(()=>document.documentElement.scrollWidth));
for (const y of ys){ await p.evaluate(y=>window.scrollTo(0,y<0?document.documentElement.scrollHeight+y:y), +y); await p.screenshot({path:`${out}${y}.png`}); }
await b.close();
