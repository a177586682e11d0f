var ie,Ys,Mf,Lt,Jr,Po,Zs,ko,Js,Qr,Xr,Ff,Vn=Symbol.for("pv"),To={},Oo=[],Hf=/^m(i|n|o|s|text|space)$/,ei=Array.isArray,Xs=Oo.slice,nn=Object.assign;function tn(e){e&&e.parentNode&&e.remove()}function _o(e,t,n,o,r){var i={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Vn,__v:r||++Ys,__i:-1,__u:0};return!r&&ie.vnode&&ie.vnode(i),i}function $(e){return e.children}function So(e,t){this.props=e,this.context=t,this.__g=0}function Dt(e,t){if(t==null)return e.__&&Dt(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:Dt(e)}function Wf(e){var t,n=e.__v,o=n.__e,r=[],i=[],s=e.__P;s&&((t=nn({constructor:Vn},n)).__v=n.__v+1,ie.vnode&&ie.vnode(t),ti(s,t,n,e.__n,s.namespaceURI,32&n.__u?[o]:null,r,o||Dt(n),32&n.__u,i),t.__v=n.__v,t.__.__k[t.__i]=t,ra(r,t,i),n.__=n.__e=null,t.__e!=o&&Qs(t))}function Qs(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Qs(e)}function js(e){(8&e.__g||(e.__g|=8,Lt.push(e),Po++))&&Jr==ie.debounceRendering||((Jr=ie.debounceRendering)||queueMicrotask)(ea)}function ea(){try{for(var e,t=1;Lt.length;)Lt.length>t&&Lt.sort(Zs),e=Lt.shift(),t=Lt.length,8&e.__g&&Wf(e)}finally{(Po=Lt.length)&&(Jr||queueMicrotask)(ea)}}function ta(e,t,n,o,r,i,s,c,u,f,l){var h,m,p,y,v,b,x=o.__k||Oo,k=t.length;for(u=Vf(n,t,x,u,k),h=0;h<k;h++)(p=n.__k[h])!=null&&(m=~p.__i&&x[p.__i]||To,p.__i=h,b=ti(e,p,m,r,i,s,c,u,f,l),y=p.__e,(m.ref!=p.ref||8&m.__u)&&(m.ref&&ni(m.ref,null,p,m),p.ref&&l.push(p.ref,p.__c||y,p)),v=v||y,4&p.__u?(u=na(p,u,e,!m.__v),m.__e&&(m.__e=null)):typeof p.type=="function"&&b!==void 0?u=b:y&&(u=y.nextSibling),p.__u&=-21);return n.__e=v,u}function Vf(e,t,n,o,r){var i,s,c,u,f,l,h,m,p,y=n.length,v=y,b=0,x=0,k=e.__k=Array(r);for(i=0;i<r;i++)(s=t[i])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=k[i]=_o(null,s):ei(s)?s=k[i]=_o($,{children:s}):s.constructor===Vn&&s.__b?s=k[i]=_o(s.type,s.props,s.key,s.ref,s.__v):k[i]=s,u=i+b,s.__=e,s.__b=e.__b+1,c=null,~(f=s.__i=jf(s,n,u,v))&&(v--,(c=n[f])&&(c.__u|=2)),c&&c.__v?(s.__u|=16,f==u-1?b--:f==u+1?b++:f!=u&&(f>u?b--:b++,x=1)):(~f||(r>y?b--:r<y&&b++),typeof s.type!="function"&&(s.__u|=4))):k[i]=null;if(x){for(l=[],h=[],i=0;i<r;i++)if((s=k[i])&&16&s.__u){for(b=0,m=l.length;b<m;)l[p=b+m>>1]<s.__i?b=p+1:m=p;l[b]=s.__i,h[i]=b+1}for(b=l.length;i--;)h[i]&&(h[i]==b?b--:k[i].__u|=4)}if(v)for(i=0;i<y;i++)!(c=n[i])||2&c.__u||(c.__e==o&&(o=Dt(c)),oi(c,c));return o}function na(e,t,n,o){var r,i,s,c;if(typeof e.type=="function"){if(e.props.__P)return t;if(r=e.__k)for(i=0;i<r.length;i++)r[i]&&(r[i].__=e,t=na(r[i],t,n,!1));return t}for(t&&!t.parentNode&&(t=Dt(e))&&!t.parentNode&&(t=null),s=e.__e,c=t;c&&c.nodeType==8;)c=c.nextSibling;for(s!=c&&(!o&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function jf(e,t,n,o){var r,i=e.key,s=e.type,c=t[n],u=c&&!(2&c.__u);if(c===null&&i==null||u&&i==c.key&&s==c.type)return n;if(o>(u?1:0)){for(r=n-1;r>=0;r--)if((c=t[r])&&!(2&c.__u)&&i==c.key&&s==c.type)return r;for(r=n+1;r<t.length;r++)if((c=t[r])&&!(2&c.__u)&&i==c.key&&s==c.type)return r}return-1}function Gs(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function xo(e,t,n,o,r){var i,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||Gs(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||Gs(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(s=Xr[t]||(Xr[t]=Gf(t)),(e.__a||(e.__a={}))[t]=Qr,i=t!=(t=t.replace(Js,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,s,i):e.removeEventListener(t,s,i));else{if(r=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function Gf(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[ko]==null)t[ko]=Qr++;else if(t[ko]<this.__a[e])return;return n(ie.event?ie.event(t):t)}}}function ti(e,t,n,o,r,i,s,c,u,f){var l,h,m,p,y,v,b,x,k,R,L,ue,Q,C,Y,_,T,j,pe=t.type;if(t.constructor!==Vn)return null;128&n.__u&&(u=32&n.__u,l=n.__c.__z)&&(t.__u|=u,h=i=[],l.nodeType==8?c=Eo(l,i):i.push(l),c=i[0]||c),(l=ie.__b)&&l(t);e:if(typeof pe=="function"){m=s.length;try{if(x=t.props,k=(l=pe.prototype)&&l.render,R=(l=pe.contextType)&&o[l.__c],L=l?R?R.props.value:l.__:o,(p=n.__c)?(t.__c=p,2&p.__g&&(p.__g|=1)):(k?t.__c=p=new pe(x,L):(t.__c=p=new So(x,L),p.constructor=pe,p.render=Zf),R&&R.sub(p),p.state||(p.state={}),p.__n=o,p.__g|=8,p.__h=[],p.__k=[]),k&&(p.__s||(p.__s=p.state),pe.getDerivedStateFromProps&&(p.__s==p.state&&(p.__s=nn({},p.__s)),nn(p.__s,pe.getDerivedStateFromProps(x,p.__s)))),y=p.props,v=p.state,p.__v=t,n.__c){if(x!==y&&k&&!pe.getDerivedStateFromProps&&p.componentWillReceiveProps&&p.componentWillReceiveProps(x,L),t.__v==n.__v&&!(8&p.__g)||!(4&p.__g)&&p.shouldComponentUpdate&&p.shouldComponentUpdate(x,p.__s,L)===!1){t.__v!=n.__v&&(p.props=x,p.state=p.__s,p.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(he){he&&(he.__=t)}),Oo.push.apply(p.__h,p.__k),p.__k=[],p.__h.length&&s.push(p),c=Dt(n);break e}p.componentWillUpdate&&p.componentWillUpdate(x,p.__s,L),k&&p.componentDidUpdate&&p.__h.push(function(){p.componentDidUpdate(y,v,b)})}else k&&!pe.getDerivedStateFromProps&&p.componentWillMount&&p.componentWillMount(),k&&p.componentDidMount&&p.__h.push(p.componentDidMount);p.context=L,p.props=x,p.__P=e,p.__g&=-5,ue=ie.__r,Q=k?25:0;do p.__g&=-9,ue&&ue(t),l=p.render(p.props,p.state=p.__s,p.context);while(8&p.__g&&++Q<25);k&&(Oo.push.apply(p.__h,p.__k),p.__k=[]),p.state=p.__s,p.getChildContext&&(o=nn({},o,p.getChildContext())),k&&n.__c&&p.getSnapshotBeforeUpdate&&(b=p.getSnapshotBeforeUpdate(y,v)),C=l&&l.type===$&&l.key==null?l.props.children:l,x.__P&&(l=c,r=(e=x.__P).namespaceURI,u=i=null,n.props&&n.props.__P!=e&&(n.__k.some(function(he){he&&oi(he,he)}),n.__k=null),c=n.__k?Dt(n,0):null),c=ta(e,ei(C)?C:[C],t,n,o,r,i,s,c,u,f),x.__P&&(t.__e=null,c=l),t.__u&=-161,h&&h.some(tn),p.__h.length&&s.push(p),1&p.__g&&(p.__g&=-4)}catch(he){if(s.length=m,t.__v=null,u||i)if(he&&he.then){if(t.__u|=128|u,i){for(~(T=i.indexOf(c||void 0))||(T=i.length);(j=i[T-1])&&j.nodeType==8;)T--;for(;T<i.length;T++)if(j=i[T])if(i[T]=null,Y){if(j==_)break}else{if(j.nodeType!=8)break;j.data.startsWith("$s")&&(_=Eo(Y=j))}}if(!Y){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;Y=c}(l=Eo(Y=t.__c.__z||(t.__c.__z=Y)))?(t.__e=Y,c=l):t.__e=c,c=c&&c.nextSibling}else i&&i.some(tn);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),he&&he.then||oa(t),ie.__e(he,t,n)}}else c=t.__e=Yf(n.__e,t,n,o,r,i,s,u,f,e);return(l=ie.diffed)&&l(t),c}function Eo(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function oa(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(oa))}function ra(e,t,n){for(var o=0;o<n.length;)ni(n[o++],n[o++],n[o++]);ie.__c&&ie.__c(t,e),e.some(function(r){try{e=r.__h,r.__h=[],e.some(function(i){i.call(r)})}catch(i){ie.__e(i,r.__v)}})}function Yf(e,t,n,o,r,i,s,c,u,f){var l,h,m,p,y,v,b,x,k=n.props||To,R=t.props,L=t.type;if(L=="svg"?r="http://www.w3.org/2000/svg":L=="math"?r="http://www.w3.org/1998/Math/MathML":r||(r="http://www.w3.org/1999/xhtml"),i){for(l=0;l<i.length;l++)if((y=i[l])&&(L?y.localName==L:y.nodeType==3)){e=y,i[l]=null;break}}if(!e){if(x=f.ownerDocument||document,!L)return x.createTextNode(R);e=x.createElementNS(r,L,R.is?R:f),c&&(ie.__m&&ie.__m(t,i),c=!1),i=null}if(L){if(f=L=="template"&&e.content||e,i=L=="textarea"&&R.defaultValue!=null?null:i&&Xs.call(f.childNodes),!c&&i)for(k={},l=0;l<e.attributes.length;l++)k[(y=e.attributes[l]).name]=y.value;for(l in k)y=k[l],l=="dangerouslySetInnerHTML"?m=y:l=="children"||l in R||l=="value"&&"defaultValue"in R||l=="checked"&&"defaultChecked"in R||xo(e,l,null,y,r);for(l in R)y=R[l],l=="children"?p=y:l=="dangerouslySetInnerHTML"?h=y:l=="value"?v=y:l=="checked"?b=y:c&&typeof y!="function"||k[l]===y||xo(e,l,y,k[l],r);h?(c||m&&(h.__html==m.__html||h.__html==e.innerHTML)||(e.innerHTML=h.__html),t.__k=[]):(m&&(e.textContent=""),(L=="foreignObject"||r=="http://www.w3.org/1998/Math/MathML"&&Hf.test(L))&&(r="http://www.w3.org/1999/xhtml"),ta(f,ei(p)?p:[p],t,n,o,r,i,s,i?i[0]:n.__k&&Dt(n,0),c,u),i&&i.some(tn)),c&&L!="textarea"||(l="value",L=="progress"&&v==null?e.removeAttribute(l):v==null||v===e[l]&&(L!="progress"||v)||xo(e,l,v,k[l],r),l="checked",b!=null&&b!=e[l]&&xo(e,l,b,k[l],r))}else k===R||c&&e.data==R||(e.data=R);return e}function ni(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(r){ie.__e(r,n)}}function oi(e,t,n){var o,r,i,s;if(ie.unmount&&ie.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||ni(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(c){ie.__e(c,t)}o.__P=o.__n=null}if(o=e.__k)for(s=0;s<o.length;s++)o[s]&&oi(o[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(r=Eo(o,i=[]))&&(o==e.__e&&i.some(tn),tn(r),tn(o)),n||tn(e.__e),e.__e=e.__c=e.__=null}function Zf(e,t,n){return this.constructor(e,n)}function ia(e,t){var n,o,r,i;ie.__&&ie.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=_o($,{children:[e]}),r=[],i=[],ti(t,t.__k,o||To,To,t.namespaceURI,o?null:t.firstChild?Xs.call(t.childNodes):null,r,o?o.__e:t.firstChild,n,i),ra(r,t.__k,i),t.__k.props.children=null}ie={__e:function(e,t,n,o){for(var r,i,s;t=t.__;)if((r=t.__c)&&!(1&r.__g)){r.__g|=4;try{if((s=(i=r.constructor)&&i.getDerivedStateFromError)&&r.setState(i.getDerivedStateFromError(e)),r.componentDidCatch&&(r.componentDidCatch(e,o||{}),s=1),s&&8&r.__g)return void(r.__g|=2)}catch(c){e=c}}throw Po=0,e}},Ys=0,Mf=function(e){return e!=null&&e.constructor===Vn},So.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=nn({},this.state)),typeof e=="function"&&(e=e(nn({},n),this.props)),e&&(nn(n,e),this.__v&&(t&&this.__k.push(t),js(this)))},So.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),js(this))},So.prototype.render=$,Lt=[],Po=0,Zs=function(e,t){return e.__v.__b-t.__v.__b},ko=Symbol(),Js=/(PointerCapture)$|Capture$/i,Qr=0,Xr={},Ff=0;var g=class extends Error{name="Refused"},Ut=class extends g{name="OtherKeyList"};function zt(e,t,n){return new g(`${e} is ${t}, but ${n} was expected`)}function G(e,t,n){if(t!==n)throw zt(e,t,n)}var rt=class extends g{name="OutOfTime";hasEnded;constructor(t,n,o,r){super(`${t} ${n?"expired":"begins"} at ${sa(o)}, it is ${sa(r)}`),this.hasEnded=n}};function sa(e){return new Date(e*1e3).toISOString()}var Jf=32;function ve(e,t){let n=new ri(e,t),o=n.value(0);return n.end(),o}var ri=class{constructor(t,n){this.text=t;this.what=n}text;what;at=0;value(t){if(t>Jf)throw this.malformed("it is too deep");switch(this.space(),this.text[this.at]){case"{":return this.object(t);case"[":return this.array(t);case'"':return this.string();case"t":return this.word("true",!0);case"f":return this.word("false",!1);case"n":return this.word("null",null);default:return this.integer()}}end(){if(this.space(),this.at!==this.text.length)throw this.malformed("something follows it")}object(t){let n=new Map;if(this.at+=1,this.skips("}"))return n;do{if(this.space(),this.text[this.at]!=='"')throw this.malformed("a member has no name");let o=this.string();if(n.has(o))throw this.malformed(`the member ${o.slice(0,40)} stands twice`);if(!this.skips(":"))throw this.malformed("a member has no value");n.set(o,this.value(t+1))}while(this.skips(","));if(!this.skips("}"))throw this.malformed("an object does not end");return n}array(t){let n=[];if(this.at+=1,this.skips("]"))return n;do n.push(this.value(t+1));while(this.skips(","));if(!this.skips("]"))throw this.malformed("an array does not end");return n}string(){let t=/"(?:[^"\\\u0000-\u001f]|\\.)*"/y;t.lastIndex=this.at;let n=t.exec(this.text)?.[0];if(n===void 0)throw this.malformed("a string does not end");this.at+=n.length;let o;try{o=JSON.parse(n)}catch{throw this.malformed("a string has an unknown escape")}if(typeof o!="string"||new RegExp("\\p{Surrogate}","u").test(o))throw this.malformed("a string has half a character");return o}integer(){let t=/-?(?:0|[1-9][0-9]{0,19})(?![0-9.eE])/y;t.lastIndex=this.at;let n=t.exec(this.text)?.[0];if(n===void 0)throw this.malformed(`unexpected at character ${this.at+1}`);return this.at+=n.length,BigInt(n)}word(t,n){if(!this.text.startsWith(t,this.at))throw this.malformed(`unexpected at character ${this.at+1}`);return this.at+=t.length,n}skips(t){return this.space(),this.text[this.at]!==t?!1:(this.at+=1,!0)}space(){for(;` 	
\r`.includes(this.text[this.at]??"x");)this.at+=1}malformed(t){return new g(`${this.what} is not the expected JSON: ${t}`)}};function We(e){return typeof e=="bigint"?e.toString():e===null||typeof e!="object"?JSON.stringify(e):Array.isArray(e)?`[${e.map(We).join(",")}]`:`{${Object.entries(e).flatMap(([o,r])=>r===void 0?[]:[`${JSON.stringify(o)}:${We(r)}`]).join(",")}}`}var Xf=new TextEncoder;function H(e){return Xf.encode(e)}function it(e){try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(e)}catch{throw new g("text is not UTF-8")}}function ee(...e){let t=new Uint8Array(e.reduce((o,r)=>o+r.length,0)),n=0;for(let o of e)t.set(o,n),n+=o.length;return t}function Be(e,t){return e.length===t.length&&e.every((n,o)=>n===t[o])}function Ao(e,t){if(e.length!==t.length)throw new Error("only octets of one length are combined");return Uint8Array.from(e,(n,o)=>n^(t[o]??0))}function ae(e){return Array.from(e,t=>t.toString(16).padStart(2,"0")).join("")}function Ve(e){if(e.length%2!==0||!/^[0-9a-f]*$/.test(e))throw new g("hexadecimal digits are malformed");return Uint8Array.from({length:e.length/2},(t,n)=>Number.parseInt(e.slice(2*n,2*n+2),16))}function xe(e){let t="";for(let n of e)t+=String.fromCharCode(n);return btoa(t)}function jn(e){if(!/^[A-Za-z0-9+/]*={0,2}$/.test(e)||e.length%4!==0)throw new g("base64 is malformed");let t=Uint8Array.from(atob(e),n=>n.charCodeAt(0));if(xe(t)!==e)throw new g("base64 is not in its one form");return t}function Ze(e){return xe(e).replaceAll("+","-").replaceAll("/","_").replaceAll("=","")}function je(e){if(!/^[A-Za-z0-9_-]*$/.test(e)||e.length%4===1)throw new g("base64url is malformed");let t=e.replaceAll("-","+").replaceAll("_","/")+"=".repeat((4-e.length%4)%4);return jn(t)}function Kt(e){let t=new Uint8Array(4);return new DataView(t.buffer).setUint32(0,e),t}function Ro(e){let t=new Uint8Array(8);return new DataView(t.buffer).setBigUint64(0,e),t}async function de(e){return new Uint8Array(await crypto.subtle.digest("SHA-256",e))}async function Mt(e){return ae(await de(H(e)))}function Ie(e){return crypto.getRandomValues(new Uint8Array(e))}var q={boolean:1,integer:2,bitString:3,octetString:4,null:5,oid:6,utf8String:12,printableString:19,ia5String:22,utcTime:23,generalizedTime:24,sequence:48,set:49};function on(e,t,n){let o=Co(e,n),[r]=o;if(o.length!==1||r===void 0||r.tag!==t)throw new g(`${n} is malformed`);return r}function Co(e,t){let n=[];for(let o=0;o<e.length;){let{tag:r,begin:i,end:s}=Qf(e,o,t);n.push({tag:r,content:e.subarray(i,s),whole:e.subarray(o,s)}),o=s}return n}function _e(e,t,n){if(e===void 0||e.tag!==t)throw new g(`${n} is malformed`);return Co(e.content,n)}function Qf(e,t,n){let o=new g(`${n} is malformed`),[r,i]=[e[t],e[t+1]];if(r===void 0||i===void 0||(r&31)===31)throw o;if(i<128)return aa(e,r,t+2,i,o);let s=i&127;if(s<1||s>3)throw o;let c=0;for(let u=0;u<s;u+=1)c=c*256+(e[t+2+u]??0);if(c<128||c<256**(s-1))throw o;return aa(e,r,t+2+s,c,o)}function aa(e,t,n,o,r){let i=n+o;if(i>e.length)throw r;return{tag:t,begin:n,end:i}}function Et(e,t){if(e===void 0||e.tag!==q.oid||e.content.length===0)throw new g(`${t} is malformed`);let n=[],o=0;for(let[c,u]of e.content.entries()){if(o===0&&u===128)throw new g(`${t} is malformed`);if(o=o*128+(u&127),o>2**45)throw new g(`${t} is malformed`);if(u<128)n.push(o),o=0;else if(c===e.content.length-1)throw new g(`${t} is malformed`)}let[r=0,...i]=n,s=Math.min(2,Math.floor(r/40));return[s,r-40*s,...i].join(".")}function ca(e){return[q.utf8String,q.printableString,q.ia5String].some(t=>t===e.tag)?it(e.content):""}function ii(e,t){let n=new g(`${t} is malformed`);if(e===void 0)throw n;let o=it(e.content),r=e.tag===q.utcTime?/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(o):/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(o);if(r===null||e.tag!==q.utcTime&&e.tag!==q.generalizedTime)throw n;let[i=0,s=0,c=0,u=0,f=0,l=0]=r.slice(1).map(Number),h=e.tag===q.utcTime?i<50?2e3:1900:0;return Date.UTC(h+i,s-1,c,u,f,l)/1e3}function Qe(e,...t){let n=ee(...t);if(n.length<128)return ee(Uint8Array.of(e,n.length),n);let o=n.length<256?[n.length]:[n.length>>8,n.length&255];return ee(Uint8Array.of(e,128|o.length,...o),n)}var re="a certificate",ua=16*1024,ep="2.5.29.19",tp={commonName:"2.5.4.3",surname:"2.5.4.4",serialNumber:"2.5.4.5",country:"2.5.4.6",organization:"2.5.4.10",givenName:"2.5.4.42"},ht=class e{constructor(t,n,o,r,i,s,c,u,f,l,h,m){this.der=t;this.sha256=n;this.notBefore=o;this.notAfter=r;this.spki=i;this.isCa=s;this.serial=c;this.tbs=u;this.algorithm=f;this.signature=l;this.issuer=h;this.subject=m}der;sha256;notBefore;notAfter;spki;isCa;serial;tbs;algorithm;signature;issuer;subject;static async fromDer(t){if(t.length>ua)throw new g(`${re} has more than ${ua} octets`);let[n,o,r,...i]=Co(on(t,q.sequence,re).content,re),s=_e(n,q.sequence,re),[c,u,f,l,h,m,p,...y]=s;if(!(c?.tag===160&&ae(c.content)==="020102")||i.length>0||n===void 0||u?.tag!==q.integer)throw new g(`${re} is malformed`);if(o===void 0||f===void 0||!Be(o.whole,f.whole))throw new g(`${re} names two algorithms`);if(l?.tag!==q.sequence||m?.tag!==q.sequence||p?.tag!==q.sequence)throw new g(`${re} is malformed`);let[b,x]=_e(h,q.sequence,re);return new e(t,ae(await de(t)),ii(b,re),ii(x,re),p.whole,np(y.find(k=>k.tag===163)),ae(u.content),n.whole,o,op(r),l,m)}static fromBase64(t){return e.fromDer(jn(t))}static fromPem(t){let n=/^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(t.trim());if(n?.[1]===void 0)throw new g(`${re} is no PEM`);return e.fromBase64(n[1].replace(/\s/g,""))}toPem(){return["-----BEGIN CERTIFICATE-----",...xe(this.der).match(/.{1,64}/g)??[],"-----END CERTIFICATE-----",""].join(`
`)}subjectAttribute(t){return da(this.subject,t)}issuerAttribute(t){return da(this.issuer,t)}async isIssuedBy(t){if(!Be(this.issuer.whole,t.subject.whole))return!1;let{importing:n,verifying:o,coordinate:r}=ip(this.algorithm);try{let i=await crypto.subtle.importKey("spki",t.spki,n,!1,["verify"]),s=r===void 0?this.signature:ap(this.signature,r);return await crypto.subtle.verify(o,i,s,this.tbs)}catch{return!1}}async checkIssuedByOneOf(t,n){for(let o of t)if(await this.isIssuedBy(o))return;throw new g(n)}};function np(e){if(e===void 0)return!1;let r=_e(on(e.content,q.sequence,re),q.sequence,re).map(s=>_e(s,q.sequence,re)).find(([s])=>Et(s,re)===ep)?.at(-1);if(r===void 0)return!1;let[i]=_e(on(r.content,q.sequence,re),q.sequence,re);return i?.tag===q.boolean&&i.content[0]===255}function op(e){if(e?.tag!==q.bitString||e.content[0]!==0)throw new g(`${re} has a malformed signature`);return e.content.subarray(1)}function da(e,t){for(let n of _e(e,q.sequence,re))for(let o of _e(n,q.set,re)){let[r,i]=_e(o,q.sequence,re);if(i!==void 0&&Et(r,re)===tp[t])return ca(i)}}var rp={"2.16.840.1.101.3.4.2.1":{hash:"SHA-256",octets:32},"2.16.840.1.101.3.4.2.2":{hash:"SHA-384",octets:48},"2.16.840.1.101.3.4.2.3":{hash:"SHA-512",octets:64}};function ip(e){let[t,n]=_e(e,q.sequence,re),o=Et(t,re),r=(s,c,u)=>({importing:{name:"ECDSA",namedCurve:c},verifying:{name:"ECDSA",hash:s},coordinate:u}),i=s=>({importing:{name:"RSASSA-PKCS1-v1_5",hash:s},verifying:{name:"RSASSA-PKCS1-v1_5"}});switch(o){case"1.2.840.10045.4.3.2":return r("SHA-256","P-256",32);case"1.2.840.10045.4.3.3":return r("SHA-384","P-384",48);case"1.2.840.113549.1.1.11":return i("SHA-256");case"1.2.840.113549.1.1.12":return i("SHA-384");case"1.2.840.113549.1.1.13":return i("SHA-512");case"1.2.840.113549.1.1.10":return sp(n);default:throw new g(`${re} is signed by an algorithm that this phone does not know: ${o}`)}}function sp(e){let[t]=_e(e,q.sequence,re),[n]=_e(t,160,re),[o]=_e(n,q.sequence,re),r=rp[Et(o,re)];if(r===void 0)throw new g(`${re} is signed by an algorithm that this phone does not know`);return{importing:{name:"RSA-PSS",hash:r.hash},verifying:{name:"RSA-PSS",saltLength:r.octets}}}function ap(e,t){let[n,o,...r]=_e(on(e,q.sequence,"a signature"),q.sequence,"a signature");G("the numbers of a signature",String(2+r.length),"2");let i=new Uint8Array(2*t);for(let[s,c]of[n,o].entries()){if(c?.tag!==q.integer)throw new g("a signature is malformed");let u=c.content[0]===0?c.content.subarray(1):c.content;if(u.length>t)throw new g("a signature is malformed");i.set(u,(s+1)*t-u.length)}return i}var cp=e=>e/2**32|0,up=e=>e>>>0;function la(e,t,n,o){let r=cp(n),i=up(n);e.setUint32(t,o?i:r,o),e.setUint32(t+4,o?r:i,o)}function qo(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var si=e=>e?`"${e}" `:"";function Pt(e,t=""){if(typeof e!="number")throw new TypeError(si(t)+"expected number, got "+typeof e);if(!Number.isSafeInteger(e)||e<0)throw new RangeError(si(t)+"expected integer >= 0, got "+e);return e}function mt(e,t,n=""){if(qo(e)&&(t===void 0||e.length===t))return e;t!==void 0&&Pt(t,"length");let o=qo(e),r=t!==void 0?` of length ${t}`:"",i=o?`length=${e.length}`:`type=${typeof e}`,s=si(n)+"expected Uint8Array"+r+", got "+i;throw o?new RangeError(s):new TypeError(s)}function Bo(e){if(typeof e!="function"||typeof e.create!="function")throw new TypeError("expected hash wrapped by utils.createHasher");if(Pt(e.outputLen),Pt(e.blockLen),e.outputLen<1||e.blockLen<1)throw new Error("hash blockLen / outputLen must be >= 1")}var dp=(e,t)=>{if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError((t==="object"?"":`"${t}" `)+"expected object, got type="+typeof e)},fa=(e,t)=>{dp(e,t);let n=Object.getPrototypeOf(e);if(n!==Object.prototype&&n!==null)throw new TypeError(`"${t}" expected plain object`);if(Object.hasOwn(e,"__proto__"))throw new TypeError(`"${t}.__proto__" is not allowed`)};function yn(e,t=!0){if(e.destroyed)throw new Error("hash was destroyed");if(t&&e.finished)throw new Error("digest() was already called")}function $o(e,t){mt(e,void 0,"output");let n=t.outputLen;if(!(e.length>=n))throw new RangeError('"output" expected length >= '+n)}function Gn(...e){for(let t=0;t<e.length;t++)e[t].fill(0)}function No(e){return new DataView(e.buffer,e.byteOffset,e.byteLength)}function dt(e,t){return e<<32-t|e>>>t}var ha=typeof Uint8Array.from([]).toHex=="function"&&typeof Uint8Array.fromHex=="function",lp=Array.from({length:256},(e,t)=>t.toString(16).padStart(2,"0"));function Io(e){if(mt(e),ha)return e.toHex();let t="";for(let n=0;n<e.length;n++)t+=lp[e[n]];return t}function pa(e){return e>=48&&e<=57?e-48:e>=65&&e<=70?e-55:e>=97&&e<=102?e-87:void 0}function ai(e){if(typeof e!="string")throw new TypeError("hex string expected, got "+typeof e);if(ha)try{return Uint8Array.fromHex(e)}catch(r){throw r instanceof SyntaxError?new RangeError(r.message):r}let t=e.length,n=t/2;if(t%2)throw new RangeError("hex string expected, got unpadded hex of length "+t);let o=new Uint8Array(n);for(let r=0,i=0;r<n;r++,i+=2){let s=pa(e.charCodeAt(i)),c=pa(e.charCodeAt(i+1));if(s===void 0||c===void 0){let u=e[i]+e[i+1];throw new RangeError('hex string expected, got non-hex character "'+u+'" at index '+i)}o[r]=s*16+c}return o}function ma(...e){let t=0;for(let o=0;o<e.length;o++){let r=e[o];mt(r),t+=r.length}let n=new Uint8Array(t);for(let o=0,r=0;o<e.length;o++){let i=e[o];n.set(i,r),r+=i.length}return n}function fp(e,t,n="opts"){return fa(e,"defaults"),t!==void 0&&fa(t,n),Object.assign(Object.create(null),e,t)}function ga(e,t={}){if(typeof e!="function")throw new TypeError('"hashCons" expected function, got type='+typeof e);t=fp({},t,"info");let n=(r,i)=>e(i).update(r).digest(),o=e(void 0);return n.outputLen=o.outputLen,n.blockLen=o.blockLen,n.canXOF=o.canXOF,n.create=r=>e(r),Object.assign(n,t),Object.freeze(n)}function ya(e=32){Pt(e,"bytesLength");let t=typeof globalThis=="object"?globalThis.crypto:null;if(typeof t?.getRandomValues!="function")throw new Error("crypto.getRandomValues must be defined");if(e>65536)throw new RangeError(`"bytesLength" expected <= 65536, got ${e}`);return t.getRandomValues(new Uint8Array(e))}var wa=e=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,e])});function ba(e,t,n){return e&t^~e&n}function va(e,t,n){return e&t^e&n^t&n}var Lo=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(t,n,o,r){this.blockLen=t,this.outputLen=n,this.padOffset=o,this.isLE=r,this.buffer=new Uint8Array(t),this.view=No(this.buffer)}update(t){yn(this),mt(t);let{view:n,buffer:o,blockLen:r}=this,i=t.length,s=!1;for(let c=0;c<i;){let u=Math.min(r-this.pos,i-c);if(u===r){let f=No(t);for(;r<=i-c;c+=r)this.process(f,c);s=!0;continue}o.set(c===0&&u===i?t:t.subarray(c,c+u),this.pos),this.pos+=u,c+=u,this.pos===r&&(this.process(n,0),this.pos=0,s=!0)}return this.length+=t.length,s&&this.roundClean(),this}digestInto(t){yn(this),$o(t,this),this.finished=!0;let{buffer:n,view:o,blockLen:r,isLE:i}=this,{pos:s}=this;n[s++]=128,n.fill(0,s),this.padOffset>r-s&&(this.process(o,0),n.fill(0)),la(o,r-8,this.length*8,i),this.process(o,0),this.roundClean();let c=t===n?o:No(t),u=this.outputLen,f=u/4,l=this.get();if(u%4||f>l.length)throw new Error("invalid outputLen");for(let h=0;h<f;h++)c.setUint32(4*h,l[h],i)}digest(){let{buffer:t,outputLen:n}=this;this.digestInto(t);let o=t.slice(0,n);return this.destroy(),o}_cloneIntoMeta(t){let{buffer:n,length:o,finished:r,destroyed:i,pos:s}=this;return t.destroyed=i,t.finished=r,t.length=o,t.pos=s,s&&t.buffer.set(n),t}clone(){return this._cloneInto()}},xa=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var pp=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),Ft=new Uint32Array(64),ci=class extends Lo{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(t,n){super(64,t,8,!1),this.A=n[0]|0,this.B=n[1]|0,this.C=n[2]|0,this.D=n[3]|0,this.E=n[4]|0,this.F=n[5]|0,this.G=n[6]|0,this.H=n[7]|0}get(){let{A:t,B:n,C:o,D:r,E:i,F:s,G:c,H:u}=this;return[t,n,o,r,i,s,c,u]}set(t,n,o,r,i,s,c,u){this.A=t|0,this.B=n|0,this.C=o|0,this.D=r|0,this.E=i|0,this.F=s|0,this.G=c|0,this.H=u|0}_cloneInto(t){return(t||=new this.constructor).set(...this.get()),this._cloneIntoMeta(t)}process(t,n){for(let h=0;h<16;h++,n+=4)Ft[h]=t.getUint32(n,!1);for(let h=16;h<64;h++){let m=Ft[h-15],p=Ft[h-2],y=dt(m,7)^dt(m,18)^m>>>3,v=dt(p,17)^dt(p,19)^p>>>10;Ft[h]=v+Ft[h-7]+y+Ft[h-16]|0}let{A:o,B:r,C:i,D:s,E:c,F:u,G:f,H:l}=this;for(let h=0;h<64;h++){let m=dt(c,6)^dt(c,11)^dt(c,25),p=l+m+ba(c,u,f)+pp[h]+Ft[h]|0,v=(dt(o,2)^dt(o,13)^dt(o,22))+va(o,r,i)|0;l=f,f=u,u=c,c=s+p|0,s=i,i=r,r=o,o=p+v|0}o=o+this.A|0,r=r+this.B|0,i=i+this.C|0,s=s+this.D|0,c=c+this.E|0,u=u+this.F|0,f=f+this.G|0,l=l+this.H|0,this.set(o,r,i,s,c,u,f,l)}roundClean(){Gn(Ft)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),Gn(this.buffer)}},ui=class extends ci{constructor(){super(32,xa)}};var ka=ga(()=>new ui,wa(1));/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */function Uo(e,t,n=()=>{}){if(!Array.isArray(e))throw new TypeError(`"${t}" expected array, got type=${typeof e}`);for(let o=0;o<e.length;o++)n(e[o],`${t}[${o}]`);return e}var Ce=(e,t,n)=>mt(e,t,n),di=Pt;function Sa(e,t=""){if(typeof e!="string"){let n=t&&`"${t}" `;throw new TypeError(n+"expected string, got type="+typeof e)}return e}function Ht(e,t="object"){if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError(t==="object"?"expected valid options object":`"${t}" expected object, got type=${typeof e}`);return e}function rn(e,t){if(typeof e!="function")throw new TypeError(`"${t}" is invalid: expected function, got ${typeof e}`);return e}var li=Io,Tt=(...e)=>ma(...e),zo=e=>ai(e),wn=qo,Ko=e=>ya(e),Do=BigInt(0),_a=BigInt(1),hp=e=>e?`"${e}" `:"";function gt(e,t=""){if(typeof e!="boolean")throw new TypeError(hp(t)+"expected boolean, got type="+typeof e);return e}function Mo(e){if(typeof e=="bigint"){if(!Wt(e))throw new RangeError("positive bigint expected, got "+e)}else di(e);return e}function sn(e,t=""){if(typeof e!="number"){let n=t&&`"${t}" `;throw new TypeError(n+"expected number, got type="+typeof e)}if(!Number.isSafeInteger(e)){let n=t&&`"${t}" `;throw new RangeError(n+"expected safe integer, got "+e)}}function Yn(e){let t=Mo(e).toString(16);return t.length&1?"0"+t:t}function Ea(e){if(typeof e!="string")throw new TypeError("hex string expected, got "+typeof e);return e===""?Do:BigInt("0x"+e)}function yt(e){return Ea(Io(e))}function fi(e){return Ea(Io(mp(mt(e)).reverse()))}function Fo(e,t){if(Pt(t),t===0)throw new Error("zero output length is invalid");e=Mo(e);let n=t*2,o=e.toString(16);if(o.length>n)throw new RangeError("number is too large");return ai(o.padStart(n,"0"))}function pi(e,t){return Fo(e,t).reverse()}function mp(e){return Uint8Array.from(Ce(e))}function Wt(e){return typeof e=="bigint"&&Do<=e}function hi(e,t,n){return Wt(e)&&Wt(t)&&Wt(n)&&t<=e&&e<n}function mi(e,t,n,o){if(!hi(t,n,o))throw new RangeError("expected valid "+e+": "+n+" <= n < "+o+", got "+t)}function bn(e){if(e<Do)throw new Error("expected non-negative bigint, got "+e);return e===Do?0:e.toString(2).length}var Zn=e=>(sn(e,"n"),(_a<<BigInt(e))-_a);function Pa(e,t,n){if(Pt(e,"hashLen"),Pt(t,"qByteLen"),typeof n!="function")throw new TypeError("hmacFn must be a function");let o=b=>new Uint8Array(b),r=Uint8Array.of(),i=Uint8Array.of(0),s=Uint8Array.of(1),c=1e3,u=o(e),f=o(e),l=0,h=()=>{u.fill(1),f.fill(0),l=0},m=(...b)=>n(f,Tt(u,...b)),p=(b=r)=>{f=m(i,b),u=m(),b.length!==0&&(f=m(s,b),u=m())},y=()=>{if(l++>=c)throw new Error("drbg: tried max amount of iterations");let b=0,x=[];for(;b<t;){u=m();let k=u.slice();x.push(k),b+=u.length}return Tt(...x)};return(b,x)=>{h(),p(b);let k;for(;(k=x(y()))===void 0;)p();return h(),k}}function Vt(e,t={},n={},o="object"){Ht(e,o),Ht(t,"fields"),Ht(n,"optFields");function r(s,c,u){let f=o==="object"?`param "${String(s)}"`:`"${o}.${String(s)}"`,l=e[s];if(!Object.hasOwn(e,s)&&(u?l!==void 0:c!=="function"))throw new TypeError(`${f} is invalid: expected own property`);if(u&&l===void 0)return;let h=typeof l;if(h!==c||l===null)throw new TypeError(`${f} is invalid: expected ${c}, got ${h}`)}let i=(s,c)=>Object.entries(s).forEach(([u,f])=>r(u,f,c));i(t,!1),i(n,!0)}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var Le=BigInt(0),ce=BigInt(1),jt=BigInt(2),Ra=BigInt(3),gi=BigInt(4),Ca=BigInt(5),gp=BigInt(7),qa=BigInt(8),yp=BigInt(9),wp=BigInt(15),Ba=BigInt(16),bp=BigInt("0x10000000000000000");function et(e,t){if(t<=Le)throw new Error("mod: expected positive modulus, got "+t);let n=e%t;return n>=Le?n:t+n}function $a(e,t,n){if(n<=ce)throw new Error("pow: expected modulus > 1, got "+n);if(typeof t!="bigint")throw new TypeError("invalid exponent: expected bigint, got "+typeof t);if(t<Le)throw new Error("invalid exponent, negatives unsupported");if(t===Le)return ce;if(t===ce)return e;let o=e%n;if(o<Le&&(o+=n),t<bp){let c=ce;for(;t>Le;)t&ce&&(c=c*o%n),o=o*o%n,t>>=ce;return c}let r=[];for(;t>Le;)r.push(Number(t&wp)),t>>=gi;let i=new Array(16);i[0]=ce,i[1]=o;for(let c=2;c<16;c++)i[c]=i[c-1]*o%n;let s=i[r[r.length-1]];for(let c=r.length-2;c>=0;c--){s=s*s%n,s=s*s%n,s=s*s%n,s=s*s%n;let u=r[c];u!==0&&(s=s*i[u]%n)}return s}function Ta(e,t){if(e===Le)throw new Error("invert: expected non-zero number");if(t<=ce)throw new Error("invert: expected modulus > 1, got "+t);let n=et(e,t),o=t,r=Le,i=ce;for(;n!==Le;){let c=o/n,u=o-n*c,f=r-i*c;o=n,n=u,r=i,i=f}if(o!==ce)throw new Error("invert: does not exist");return et(r,t)}function Na(e,t){if(t<=ce)throw new Error("invertCt: expected prime modulus > 1, got "+t);let n=et(e,t);if(n===Le)throw new Error("invertCt: expected non-zero number");let o=$a(n,t-jt,t);if(et(n*o,t)!==ce)throw new Error("invertCt: does not exist");return o}function yi(e,t,n){let o=e;if(!o.eql(o.sqr(t),n))throw new Error("Cannot find square root")}function wi(e,t){if((e&ce)===Le)throw new Error(t+": expected odd modulus, got "+e)}function Ia(e,t){let n=e,o=(n.ORDER+ce)/gi,r=n.pow(t,o);return yi(n,r,t),r}function vp(e,t){let n=e,o=(n.ORDER-Ca)/qa,r=n.mul(t,jt),i=n.pow(r,o),s=n.mul(t,i),c=n.mul(n.mul(s,jt),i),u=n.mul(s,n.sub(c,n.ONE));return yi(n,u,t),u}function xp(e){let t=Wo(e),n=La(e),o=n(t,t.neg(t.ONE)),r=n(t,o),i=n(t,t.neg(o)),s=(e+gp)/Ba;return((c,u)=>{let f=c,l=f.pow(u,s),h=f.mul(l,o),m=f.mul(l,r),p=f.mul(l,i),y=f.eql(f.sqr(h),u),v=f.eql(f.sqr(m),u);l=f.cmov(l,h,y),h=f.cmov(p,m,v);let b=f.eql(f.sqr(h),u),x=f.cmov(l,h,b);return yi(f,x,u),x})}function La(e){if(e<Ra)throw new Error("sqrt is not defined for small field");wi(e,"tonelliShanks");let t=e-ce,n=0;for(;t%jt===Le;)t/=jt,n++;let o=jt,r=Wo(e);for(;Oa(r,o)===1;)if(o++>1e3)throw new Error("Cannot find square root: probably non-prime P");if(n===1)return Ia;let i=r.pow(o,t),s=(t+ce)/jt;return function(u,f){let l=u;if(l.is0(f))return f;if(Oa(l,f)!==1)throw new Error("Cannot find square root");let h=n,m=l.mul(l.ONE,i),p=l.pow(f,t),y=l.pow(f,s);for(;!l.eql(p,l.ONE);){if(l.is0(p))throw new Error("Cannot find square root: probably non-prime P");let v=1,b=l.sqr(p);for(;!l.eql(b,l.ONE);)if(v++,b=l.sqr(b),v===h)throw new Error("Cannot find square root");let x=ce<<BigInt(h-v-1),k=l.pow(m,x);h=v,m=l.sqr(k),p=l.mul(p,m),y=l.mul(y,k)}return y}}function kp(e){return wi(e,"Fp.sqrt"),e%gi===Ra?Ia:e%qa===Ca?vp:e%Ba===yp?xp(e):La(e)}var _p=["create","isValid","is0","neg","inv","sqrt","sqr","eql","add","sub","mul","pow","div","addN","subN","mulN","sqrN"];function vn(e){if(Ht(e,"field"),typeof e.ORDER!="bigint")throw new TypeError('param "ORDER" is invalid: expected bigint, got '+typeof e.ORDER);sn(e.BYTES,"BYTES"),sn(e.BITS,"BITS");for(let t of _p)rn(e[t],"field."+t);if(e.BYTES<1||e.BITS<1)throw new Error("invalid field: expected BYTES/BITS > 0");if(e.ORDER<=ce)throw new Error("invalid field: expected ORDER > 1, got "+e.ORDER);return e}function bi(e,t,n=!1){vn(e),Uo(t,"nums"),gt(n,"passZero");let o=e,r=new Array(t.length).fill(n?o.ZERO:void 0),i=t.reduce((c,u,f)=>o.is0(u)?c:(r[f]=c,o.mul(c,u)),o.ONE),s=o.inv(i);return t.reduceRight((c,u,f)=>o.is0(u)?c:(r[f]=o.mul(c,r[f]),o.mul(c,u)),s),r}function Oa(e,t){vn(e);let n=e;wi(n.ORDER,"FpLegendre");let o=(n.ORDER-ce)/jt,r=n.pow(t,o),i=n.eql(r,n.ONE),s=n.eql(r,n.ZERO),c=n.eql(r,n.neg(n.ONE));if(!i&&!s&&!c)throw new Error("invalid Legendre symbol result");return i?1:s?0:-1}function Sp(e,t){if(t!==void 0&&di(t),e<=Le)throw new Error("invalid n length: expected positive n, got "+e);if(t!==void 0&&t<1)throw new Error("invalid n length: expected positive bit length, got "+t);let n=bn(e);if(t!==void 0&&t<n)throw new Error(`invalid n length: expected nBitLength (${t}) >= bitLen(n) (${n})`);let o=t!==void 0?t:n,r=Math.ceil(o/8);return{nBitLength:o,nByteLength:r}}var Aa=new WeakMap,Ho=class{ORDER;BITS;BYTES;isLE;ZERO=Le;ONE=ce;_lengths;_mod;constructor(t,n={}){if(t<=ce)throw new Error("invalid field: expected ORDER > 1, got "+t);let o;this.isLE=!1,n!=null&&typeof n=="object"&&(typeof n.BITS=="number"&&(o=n.BITS),typeof n.sqrt=="function"&&Object.defineProperty(this,"sqrt",{value:n.sqrt,enumerable:!0}),typeof n.isLE=="boolean"&&(this.isLE=n.isLE),n.allowedLengths&&(this._lengths=Object.freeze(n.allowedLengths.slice())),typeof n.modFromBytes=="boolean"&&(this._mod=n.modFromBytes));let{nBitLength:r,nByteLength:i}=Sp(t,o);if(i>2048)throw new Error("invalid field: expected ORDER of <= 2048 bytes");this.ORDER=t,this.BITS=r,this.BYTES=i,Object.freeze(this)}create(t){return et(t,this.ORDER)}isValid(t){if(typeof t!="bigint")throw new TypeError("invalid field element: expected bigint, got "+typeof t);return Le<=t&&t<this.ORDER}is0(t){return t===Le}isValidNot0(t){return!this.is0(t)&&this.isValid(t)}isOdd(t){return(t&ce)===ce}neg(t){return et(-t,this.ORDER)}eql(t,n){return t===n}sqr(t){return et(t*t,this.ORDER)}add(t,n){return et(t+n,this.ORDER)}sub(t,n){return et(t-n,this.ORDER)}mul(t,n){return et(t*n,this.ORDER)}pow(t,n){return $a(t,n,this.ORDER)}div(t,n){return et(t*Ta(n,this.ORDER),this.ORDER)}sqrN(t){return t*t}addN(t,n){return t+n}subN(t,n){return t-n}mulN(t,n){return t*n}inv(t){return Ta(t,this.ORDER)}sqrt(t){let n=Aa.get(this);return n||Aa.set(this,n=kp(this.ORDER)),n(this,t)}toBytes(t){return this.isLE?pi(t,this.BYTES):Fo(t,this.BYTES)}fromBytes(t,n=!1){Ce(t);let{_lengths:o,BYTES:r,isLE:i,ORDER:s,_mod:c}=this;if(o){if(t.length<1||!o.includes(t.length)||t.length>r)throw new Error("Field.fromBytes: expected "+o+" bytes, got "+t.length);let f=new Uint8Array(r);f.set(t,i?0:f.length-t.length),t=f}if(t.length!==r)throw new Error("Field.fromBytes: expected "+r+" bytes, got "+t.length);let u=i?fi(t):yt(t);if(c&&(u=et(u,s)),!n&&!this.isValid(u))throw new Error("invalid field element: outside of range 0..ORDER");return u}invertBatch(t){return bi(this,t,!0)}cmov(t,n,o){return gt(o,"condition"),o?n:t}};function Wo(e,t={}){return Object.freeze(Ho.prototype),new Ho(e,t)}function Da(e){if(typeof e!="bigint")throw new Error("field order must be bigint");if(e<=ce)throw new Error("field order must be greater than 1");let t=bn(e-ce);return Math.ceil(t/8)}function Vo(e){let t=Da(e);return t+Math.ceil(t/2)}function vi(e,t,n=!1){Ce(e);let o=e.length,r=Da(t),i=Math.max(Vo(t),16);if(o<i||o>1024)throw new Error("expected "+i+"-1024 bytes of input, got "+o);let s=n?fi(e):yt(e),c=et(s,t-ce)+ce;return n?pi(c,r):Fo(c,r)}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var _i=BigInt(0),Jn=BigInt(1),Ep=BigInt(4),xi=16,Ua=128,Pp=5,za=2**31;function xn(e){let t=e;if(typeof t!="function")throw new TypeError('"Point" expected constructor, got type='+typeof e);rn(t.fromAffine,"Point.fromAffine"),rn(t.fromBytes,"Point.fromBytes"),rn(t.fromHex,"Point.fromHex"),Ht(t.BASE,"Point.BASE"),Ht(t.ZERO,"Point.ZERO"),vn(t.Fp),vn(t.Fn)}function Ma(e,t){xn(e),Fa(t,e);let n=bi(e.Fp,t.map(o=>o.Z));return t.map((o,r)=>e.fromAffine(o.toAffine(n[r])))}function Tp(e,t,n=1){if(!Number.isSafeInteger(e)||e<n||e>t)throw new Error("invalid window size, expected ["+n+".."+t+"], got W="+e)}function Op(e,t){let n=e*(4*t+128);if(n>za)throw new Error("invalid window size: table would need ~"+Math.ceil(n/2**20)+" MiB, max "+za/2**20+" MiB")}function Si(e,t){if(e!==void 0){rn(e,"randomBytes");try{let n=e(t);if(!wn(n)||n.length!==t)return}catch{return}return e}}function Fa(e,t){Uo(e,"points"),e.forEach((n,o)=>{if(!(n instanceof t))throw new Error("invalid point at index "+o)})}function Ap(e,t,n){if(!Array.isArray(e))throw new Error("array of scalars expected");e.forEach((o,r)=>{if(!(n===void 0?t.isValid(o):Wt(o)&&o<n))throw new Error("invalid scalar at index "+r)})}var Ha=new WeakMap;function ki(e){return Ha.get(e)||1}function Rp(e,t){let n=e.double(),o=[e];for(let r=1;r<t;r++)o.push(o[r-1].add(n));return o}function Cp(e,t){let n=2**t,o=n/2,r=BigInt(n-1),i=[];for(;e>_i;){let s=0;e&Jn&&(s=Number(e&r),s>=o&&(s-=n),e-=BigInt(s)),i.push(s),e>>=Jn}return i}function qp(e,t,n){let o=2**t,r=o/2,i=BigInt(o-1),s=BigInt(t),c=[];for(let u=0;u<n;u++){let f=Number(e&i);e>>=s,f>r&&(f-=o,e+=Jn),c.push(f)}if(e!==_i)throw new Error("invalid wnaf");return c}function Bp(e,t,n){let o=0;for(let i of n)o=Math.max(o,i.length);let r=e;for(let i=o-1;i>=0;i--){i!==o-1&&(r=r.double());for(let s=0;s<n.length;s++){let c=n[s][i];if(c){let u=t[s][Math.abs(c)-1>>1];r=r.add(c<0?u.negate():u)}}}return r}var jo=class{Point;BASE;ZERO;randomBytes;wnafPrecomputes=new WeakMap;baseCanBeBlinded;bits;constructor(t,n){xn(t),this.randomBytes=Si(n,xi),this.Point=t,this.BASE=t.BASE,this.ZERO=t.ZERO,this.bits=t.Fn.BITS}buildWnafTable(t,n,o){let r=Math.ceil(o/n)+1,i=2**(n-1),s=[],c=t;for(let u=0;u<r;u++){let f=c;for(let l=0;l<i;l++)s.push(f),f=f.add(c);c=s[s.length-1].double()}return{W:n,bits:o,windows:r,comp:s}}wnafCachedCT(t,n){let{W:o,windows:r,comp:i}=t,s=2**(o-1),c=qp(n,o,r),u=this.ZERO,f=this.BASE;for(let l=0;l<r;l++){let h=c[l],m=l*s,p=Math.abs(h)-1,y=i[m];for(let b=1;b<s;b++)y=b===p?i[m+b]:y;let v=y.negate();h===0?f=f.add(i[m]):u=u.add(h<0?v:y)}return{p:u,f}}getWnafPrecomputes(t,n,o,r){let i=this.wnafPrecomputes.get(n),s=i?.find(c=>c.W===t&&c.bits===o);return s||(s=this.buildWnafTable(n,t,o),typeof r=="function"&&(s={...s,comp:r(s.comp)}),i||(i=[],this.wnafPrecomputes.set(n,i)),i.push(s)),s}assertPoint(t){if(!(t instanceof this.Point))throw new TypeError('"point" expected Point instance, got type='+typeof t)}validateMulInput(t,n){if(this.assertPoint(t),!hi(n,Jn,this.Point.Fn.ORDER))throw new Error("invalid scalar")}runCT(t,n,o,r){let i=ki(t);return i===1?this.fixedWindowCT(t,n,o):this.wnafCachedCT(this.getWnafPrecomputes(i,t,o,r),n)}mulCT(t,n,o){return this.validateMulInput(t,n),this.runCT(t,n,this.bits,o)}mulCTBlinded(t,n,o){if(this.validateMulInput(t,n),this.randomBytes===void 0)throw new Error("randomBytes is required for scalar blinding");let r=this.Point.Fn.BITS+Ua,i=this.randomBytes(xi);if(!wn(i)||i.length!==xi)throw new Error("randomBytes returned invalid byte array");i[0]=i[0]&63|128;let s=n+yt(i)*this.Point.Fn.ORDER;return this.runCT(t,s,r,o)}fixedWindowCT(t,n,o){let r=Pp,i=1<<r,s=Zn(r),c=new Array(i);c[0]=this.ZERO;for(let l=1;l<i;l++)c[l]=c[l-1].add(t);let u=Math.ceil(o/r),f=this.ZERO;for(let l=u-1;l>=0;l--){if(l!==u-1)for(let p=0;p<r;p++)f=f.double();let h=Number(n>>BigInt(l*r)&s),m=c[0];for(let p=1;p<i;p++)m=p===h?c[p]:m;f=f.add(m)}return{p:f,f}}shouldBlind(t,n){return this.randomBytes===void 0?!1:n===Jn?!0:t!==this.BASE?!1:(this.baseCanBeBlinded===void 0&&(this.baseCanBeBlinded=this.mulUnsafe(this.BASE,this.Point.Fn.ORDER).is0()),this.baseCanBeBlinded)}mulSecret(t,n,o,r){return this.shouldBlind(t,o)?this.mulCTBlinded(t,n,r):this.mulCT(t,n,r)}mulUnsafe(t,n,o){if(this.assertPoint(t),!Wt(n))throw new Error("invalid scalar");let r=ki(t);if(r===1||n>=this.Point.Fn.ORDER)return Go(this.Point,[t],[n],!0);let i=this.getWnafPrecomputes(r,t,this.bits,o);return this.wnafCachedCT(i,n).p}setWindowSize(t,n){this.assertPoint(t),Tp(n,this.bits);let o=Math.ceil((this.bits+Ua)/n)+1;Op(o*2**(n-1),this.Point.Fp.BYTES),Ha.set(t,n),this.wnafPrecomputes.delete(t)}hasWindowSize(t){return ki(t)!==1}};function Go(e,t,n,o=!1){if(xn(e),Fa(t,e),gt(o,"allowOversized"),Ap(n,e.Fn,o?e.Fn.ORDER**Ep:void 0),t.length!==n.length)throw new Error("arrays of points and scalars must have equal length");let r=t.map(s=>Rp(s,4)),i=n.map(s=>Cp(s,4));return Bp(e.ZERO,r,i)}function Ka(e,t,n){if(t){if(t.ORDER!==e)throw new Error("Field.ORDER must match order: Fp == p, Fn == n");return vn(t),t}else return Wo(e,{isLE:n})}function Wa(e,t,n={},o){if(e!=="weierstrass"&&e!=="edwards")throw new Error('expected curve type "weierstrass" or "edwards"');if(o===void 0&&(o=e==="edwards"),!t||typeof t!="object")throw new Error(`expected valid ${e} CURVE object`);Vt(n);for(let u of["p","n","h"]){let f=t[u];if(!(Wt(f)&&f!==_i))throw new Error(`CURVE.${u} must be positive bigint`)}let r=Ka(t.p,n.Fp,o),i=Ka(t.n,n.Fn,o),c=["Gx","Gy","a",e==="weierstrass"?"b":"d"];for(let u of c)if(!r.isValid(t[u]))throw new Error(`CURVE.${u} must be valid field element of CURVE.Fp`);return t=Object.freeze(Object.assign({},t)),{CURVE:t,Fp:r,Fn:i}}function Va(e,t){return function(o){let r=e(o);return{secretKey:r,publicKey:t(r)}}}var Yo=class{oHash;iHash;blockLen;outputLen;canXOF=!1;finished=!1;destroyed=!1;constructor(t,n){if(Bo(t),mt(n,void 0,"key"),this.iHash=t.create(),typeof this.iHash.update!="function")throw new Error("expected Hash instance");this.blockLen=this.iHash.blockLen,this.outputLen=this.iHash.outputLen;let o=this.blockLen,r=new Uint8Array(o);r.set(n.length>o?t.create().update(n).digest():n);for(let i=0;i<r.length;i++)r[i]^=54;this.iHash.update(r),this.oHash=t.create();for(let i=0;i<r.length;i++)r[i]^=106;this.oHash.update(r),Gn(r)}update(t){return yn(this),this.iHash.update(t),this}digestInto(t){yn(this),$o(t,this),this.finished=!0;let n=t.subarray(0,this.outputLen);this.iHash.digestInto(n),this.oHash.update(n),this.oHash.digestInto(n),this.destroy()}digest(){let t=new Uint8Array(this.oHash.outputLen);return this.digestInto(t),t}_cloneInto(t){t||=Object.create(Object.getPrototypeOf(this),{});let{oHash:n,iHash:o,finished:r,destroyed:i,blockLen:s,outputLen:c,canXOF:u}=this;return t=t,t.finished=r,t.destroyed=i,t.blockLen=s,t.outputLen=c,t.canXOF=u,t.oHash=n._cloneInto(t.oHash),t.iHash=o._cloneInto(t.iHash),t}clone(){return this._cloneInto()}destroy(){this.destroyed=!0,this.oHash.destroy(),this.iHash.destroy()}},ja=(()=>{let e=((t,n,o)=>new Yo(t,n).update(o).digest());return e.create=(t,n)=>new Yo(t,n),e})();/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var $p=BigInt(0),Ei=class extends Error{constructor(t=""){super(t)}},Ot={Err:Ei,_tlv:{encode:(e,t)=>{let{Err:n}=Ot;if(sn(e,"tag"),e<0||e>255)throw new n("tlv.encode: wrong tag");if(Sa(t,"data"),t.length&1)throw new n("tlv.encode: unpadded data");let o=t.length/2,r=Yn(o);if(r.length/2&128)throw new n("tlv.encode: long form length too big");let i=o>127?Yn(r.length/2|128):"";return Yn(e)+i+r+t},decode(e,t){let{Err:n}=Ot;t=Ce(t,void 0,"DER data");let o=0;if(e<0||e>255)throw new n("tlv.decode: wrong tag");if(t.length<2||t[o++]!==e)throw new n("tlv.decode: wrong tlv");let r=t[o++],i=!!(r&128),s=0;if(!i)s=r;else{let u=r&127;if(!u)throw new n("tlv.decode(long): indefinite length not supported");if(u>4)throw new n("tlv.decode(long): byte length is too big");let f=t.subarray(o,o+u);if(f.length!==u)throw new n("tlv.decode: length bytes not complete");if(f[0]===0)throw new n("tlv.decode(long): zero leftmost byte");for(let l of f)s=s<<8|l;if(o+=u,s<128)throw new n("tlv.decode(long): not minimal encoding")}let c=t.subarray(o,o+s);if(c.length!==s)throw new n("tlv.decode: wrong value length");return{v:c,l:t.subarray(o+s)}}},_int:{encode(e){let{Err:t}=Ot;if(Mo(e),e<$p)throw new t("integer: negative integers are not allowed");let n=Yn(e);if(Number.parseInt(n[0],16)&8&&(n="00"+n),n.length&1)throw new t("unexpected DER parsing assertion: unpadded hex");return n},decode(e){let{Err:t}=Ot;if(e.length<1)throw new t("invalid signature integer: empty");if(e[0]&128)throw new t("invalid signature integer: negative");if(e.length>1&&e[0]===0&&!(e[1]&128))throw new t("invalid signature integer: unnecessary leading zero");return yt(e)}},toSig(e,t){let{Err:n,_int:o,_tlv:r}=Ot;if(t!==void 0&&(sn(t,"maxScalarBytes"),t<1))throw new n("invalid signature: maxScalarBytes must be positive");let i=Ce(e,void 0,"signature"),{v:s,l:c}=r.decode(48,i);if(c.length)throw new n("invalid signature: left bytes after parsing");let{v:u,l:f}=r.decode(2,s),{v:l,l:h}=r.decode(2,f);if(h.length)throw new n("invalid signature: left bytes after parsing");if(t!==void 0&&(u.length>t||l.length>t))throw new n("invalid signature: integer too large");return{r:o.decode(u),s:o.decode(l)}},hexFromSig(e){let{_tlv:t,_int:n}=Ot;Vt(e,{r:"bigint",s:"bigint"},{},"sig");let o=t.encode(2,n.encode(e.r)),r=t.encode(2,n.encode(e.s)),i=o+r;return t.encode(48,i)}},Zo=(Object.freeze(Ot._tlv),Object.freeze(Ot._int),Object.freeze(Ot));/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var Ga=(e,t)=>(e+(e>=0?t:-t)/Ya)/t;function Np(e,t,n){mi("scalar",e,At,n);let[[o,r],[i,s]]=t,c=Ga(s*e,n),u=Ga(-r*e,n),f=e-c*o-u*i,l=-c*r-u*s,h=f<At,m=l<At;h&&(f=-f),m&&(l=-l);let p=Zn(Math.ceil(bn(n)/2))+an;if(f<At||f>=p||l<At||l>=p)throw new Error("splitScalar (endomorphism): failed for k");return{k1neg:h,k1:f,k2neg:m,k2:l}}function Oi(e){if(!["compact","recovered","der"].includes(e))throw new Error('Signature format must be "compact", "recovered", or "der"');return e}function Pi(e,t){Vt(e);let n={};for(let o of Object.keys(t))n[o]=e[o]===void 0?t[o]:e[o];return gt(n.lowS,"lowS"),gt(n.prehash,"prehash"),n.format!==void 0&&Oi(n.format),n}var At=BigInt(0),an=BigInt(1),Ya=BigInt(2),Ti=BigInt(3),Ip=BigInt(4);function Za(e,t={}){let n=Wa("weierstrass",e,t),o=n.Fp,r=n.Fn,i=n.CURVE,{h:s,n:c}=i;Vt(t,{},{allowInfinityPoint:"boolean",clearCofactor:"function",isTorsionFree:"function",fromBytes:"function",toBytes:"function",endo:"object",randomBytes:"function"});let{endo:u,allowInfinityPoint:f,clearCofactor:l,isTorsionFree:h,fromBytes:m,toBytes:p}=t,y=t.randomBytes===void 0?Ko:t.randomBytes;if(u&&(!o.is0(i.a)||typeof u.beta!="bigint"||!Array.isArray(u.basises)))throw new Error('invalid endo: expected "beta": bigint and "basises": array');let v=u?{beta:u.beta,basises:u.basises.map(A=>[...A])}:void 0,b=Xa(o,r);function x(){if(!o.isOdd)throw new Error("compression is not supported: Field does not have .isOdd()")}function k(A,w,S){if(w.is0()){if(!f)throw new Error("bad point: ZERO");return Uint8Array.of(0)}let{x:P,y:B}=w.toAffine(),N=o.toBytes(P);if(gt(S,"isCompressed"),S){x();let I=!o.isOdd(B);return Tt(Ja(I),N)}else return Tt(Uint8Array.of(4),N,o.toBytes(B))}function R(A){Ce(A,void 0,"Point");let{publicKey:w,publicKeyUncompressed:S}=b,P=A.length,B=A[0],N=A.subarray(1);if(f&&P===1&&B===0)return{x:o.ZERO,y:o.ZERO};if(P===w&&(B===2||B===3)){let I=o.fromBytes(N);if(!o.isValid(I))throw new Error("bad point: is not on curve, wrong x");let z=Y(I),K;try{K=o.sqrt(z)}catch(Se){let ye=Se instanceof Error?": "+Se.message:"";throw new Error("bad point: is not on curve, sqrt error"+ye)}x();let oe=o.isOdd(K);return(B&1)===1!==oe&&(K=o.neg(K)),{x:I,y:K}}else if(P===S&&B===4){let I=o.BYTES,z=o.fromBytes(N.subarray(0,I)),K=o.fromBytes(N.subarray(I,I*2));if(!_(z,K))throw new Error("bad point: is not on curve");return{x:z,y:K}}else throw new Error(`bad point: got length ${P}, expected compressed=${w} or uncompressed=${S}`)}let L=p===void 0?k:p,ue=m===void 0?R:m,Q=o.mul(i.b,Ti),C=o.is0(i.a)?A=>o.ZERO:A=>o.mul(i.a,A);function Y(A){let w=o.sqr(A),S=o.mul(w,A);return o.add(o.add(S,o.mul(A,i.a)),i.b)}function _(A,w){let S=o.sqr(w),P=Y(A);return o.eql(S,P)}if(!_(i.Gx,i.Gy))throw new Error("bad curve params: generator point");let T=o.mul(o.pow(i.a,Ti),Ip),j=o.mul(o.sqr(i.b),BigInt(27));if(o.is0(o.add(T,j)))throw new Error("bad curve params: a or b");function pe(A,w,S=!1){if(!o.isValid(w)||S&&o.is0(w))throw new Error(`bad point coordinate ${A}`);return typeof w=="object"&&w!==null?o.create(w):w}function he(A){if(!(A instanceof se))throw new Error("Weierstrass Point expected")}function He(A){if(!v||!v.basises)throw new Error("no endo");return Np(A,v.basises,r.ORDER)}function en(A,w,S,P){if(!r.isValid(P))throw new RangeError("invalid scalar: out of range");if(v){let{k1neg:B,k1:N,k2neg:I,k2:z}=He(P),K=new se(o.mul(S.X,v.beta),S.Y,S.Z);A.push(B?S.negate():S,I?K.negate():K),w.push(N,z)}else A.push(S),w.push(P)}let vo=new WeakSet;class se{static BASE=new se(i.Gx,i.Gy,o.ONE);static ZERO=new se(o.ZERO,o.ONE,o.ZERO);static Fp=o;static Fn=r;X;Y;Z;constructor(w,S,P){this.X=pe("x",w),this.Y=pe("y",S,!0),this.Z=pe("z",P),Object.freeze(this)}static CURVE(){return i}static fromAffine(w){let{x:S,y:P}=w||{};if(!w||!o.isValid(S)||!o.isValid(P))throw new Error("invalid affine point");if(w instanceof se)throw new Error("projective point not allowed");return o.is0(S)&&o.is0(P)?se.ZERO:new se(S,P,o.ONE)}static fromBytes(w){let S=se.fromAffine(ue(Ce(w,void 0,"point")));return S.assertValidity(),S}static fromHex(w){return se.fromBytes(zo(w))}get x(){return this.toAffine().x}get y(){return this.toAffine().y}precompute(w=6,S=!0){return It.setWindowSize(this,w),S||this.multiply(Ti),this}assertValidity(){let w=this;if(w.is0()){if(f&&o.is0(w.X)&&o.eql(w.Y,o.ONE)&&o.is0(w.Z))return;throw new Error("bad point: ZERO")}if(vo.has(w))return;let{x:S,y:P}=w.toAffine();if(!o.isValid(S)||!o.isValid(P))throw new Error("bad point: x or y not field elements");if(!_(S,P))throw new Error("bad point: equation left != right");if(!w.isTorsionFree())throw new Error("bad point: not in prime-order subgroup");vo.add(w)}hasEvenY(){let{y:w}=this.toAffine();if(!o.isOdd)throw new Error("Field doesn't support isOdd");return!o.isOdd(w)}equals(w){he(w);let{X:S,Y:P,Z:B}=this,{X:N,Y:I,Z:z}=w,K=o.eql(o.mul(S,z),o.mul(N,B)),oe=o.eql(o.mul(P,z),o.mul(I,B));return K&&oe}negate(){return new se(this.X,o.neg(this.Y),this.Z)}double(){let{X:w,Y:S,Z:P}=this,B=o.ZERO,N=o.ZERO,I=o.ZERO,z=o.mul(w,w),K=o.mul(S,S),oe=o.mul(P,P),J=o.mul(w,S);return J=o.add(J,J),I=o.mul(w,P),I=o.add(I,I),B=C(I),N=o.mul(Q,oe),N=o.add(B,N),B=o.sub(K,N),N=o.add(K,N),N=o.mul(B,N),B=o.mul(J,B),I=o.mul(Q,I),oe=C(oe),J=o.sub(z,oe),J=C(J),J=o.add(J,I),I=o.add(z,z),z=o.add(I,z),z=o.add(z,oe),z=o.mul(z,J),N=o.add(N,z),oe=o.mul(S,P),oe=o.add(oe,oe),z=o.mul(oe,J),B=o.sub(B,z),I=o.mul(oe,K),I=o.add(I,I),I=o.add(I,I),new se(B,N,I)}add(w){he(w);let{X:S,Y:P,Z:B}=this,{X:N,Y:I,Z:z}=w,K=o.ZERO,oe=o.ZERO,J=o.ZERO,Se=o.mul(S,N),ye=o.mul(P,I),qe=o.mul(B,z),ot=o.add(S,P),we=o.add(N,I);ot=o.mul(ot,we),we=o.add(Se,ye),ot=o.sub(ot,we),we=o.add(S,B);let Ee=o.add(N,z);return we=o.mul(we,Ee),Ee=o.add(Se,qe),we=o.sub(we,Ee),Ee=o.add(P,B),K=o.add(I,z),Ee=o.mul(Ee,K),K=o.add(ye,qe),Ee=o.sub(Ee,K),J=C(we),K=o.mul(Q,qe),J=o.add(K,J),K=o.sub(ye,J),J=o.add(ye,J),oe=o.mul(K,J),ye=o.add(Se,Se),ye=o.add(ye,Se),qe=C(qe),we=o.mul(Q,we),ye=o.add(ye,qe),qe=o.sub(Se,qe),qe=C(qe),we=o.add(we,qe),Se=o.mul(ye,we),oe=o.add(oe,Se),Se=o.mul(Ee,we),K=o.mul(ot,K),K=o.sub(K,Se),Se=o.mul(ot,ye),J=o.mul(Ee,J),J=o.add(J,Se),new se(K,oe,J)}subtract(w){return he(w),this.add(w.negate())}is0(){return this.equals(se.ZERO)}multiply(w){if(!r.isValidNot0(w))throw new RangeError("invalid scalar: out of range");let{p:S,f:P}=It.mulSecret(this,w,s,Hn);return Hn([S,P])[0]}multiplyUnsafe(w){let S=this,P=w;if(!r.isValid(P))throw new RangeError("invalid scalar: out of range");if(P===At||S.is0())return se.ZERO;if(P===an)return S;if(It.hasWindowSize(this))return It.mulUnsafe(S,P,Hn);let B=[],N=[];return en(B,N,S,P),Go(se,B,N)}mulAddUnsafe(w,S,P){he(S);let B=[],N=[];return en(B,N,this,w),en(B,N,S,P),Go(se,B,N)}toAffine(w){let S=this,P=w;if(P!=null&&!o.isValid(P))throw new RangeError('"invertedZ" expected valid field element');let{X:B,Y:N,Z:I}=S;if(o.eql(I,o.ONE))return{x:B,y:N};let z=S.is0();P==null&&(P=z?o.ONE:o.inv(I));let K=o.mul(B,P),oe=o.mul(N,P),J=o.mul(I,P);if(z)return{x:o.ZERO,y:o.ZERO};if(!o.eql(J,o.ONE))throw new Error("invZ was invalid");return{x:K,y:oe}}isTorsionFree(){return s===an?!0:h?h(se,this):It.mulUnsafe(this,c).is0()}clearCofactor(){return s===an?this:l?l(se,this):this.multiplyUnsafe(s)}isSmallOrder(){return s===an?this.is0():this.clearCofactor().is0()}toBytes(w=!0){return gt(w,"isCompressed"),this.assertValidity(),L(se,this,w)}toHex(w=!0){return li(this.toBytes(w))}toString(){return`<Point ${this.is0()?"ZERO":this.toHex()}>`}}let Hn=A=>Ma(se,A),It=new jo(se,y);return It.bits>=6&&se.BASE.precompute(6),Object.freeze(se.prototype),Object.freeze(se),se}function Ja(e){return Uint8Array.of(e?2:3)}function Xa(e,t){return{secretKey:t.BYTES,publicKey:1+e.BYTES,publicKeyUncompressed:1+2*e.BYTES,publicKeyHasPrefix:!0,signature:2*t.BYTES}}function Lp(e,t={}){xn(e);let{Fn:n}=e,o=t.randomBytes===void 0?Ko:t.randomBytes,r=Object.assign(Xa(e.Fp,n),{seed:Math.max(Vo(n.ORDER),16)});function i(p){try{let y=n.fromBytes(p);return n.isValidNot0(y)}catch{return!1}}function s(p,y){let{publicKey:v,publicKeyUncompressed:b}=r;try{let x=p.length;return y===!0&&x!==v||y===!1&&x!==b?!1:!e.fromBytes(p).is0()}catch{return!1}}function c(p){return p=p===void 0?o(r.seed):p,vi(Ce(p,r.seed,"seed"),n.ORDER)}function u(p,y=!0){return e.BASE.multiply(n.fromBytes(p)).toBytes(y)}function f(p){let{secretKey:y,publicKey:v,publicKeyUncompressed:b}=r,x=n._lengths;if(!wn(p))return;let k=Ce(p,void 0,"key").length,R=k===v||k===b,L=k===y||!!x?.includes(k);if(!(R&&L))return R}function l(p,y,v=!0){if(f(p)===!0)throw new Error("first arg must be private key");if(f(y)===!1)throw new Error("second arg must be public key");let b=n.fromBytes(p),x=e.fromBytes(y);if(x.is0())throw new Error("invalid public key: point at infinity");return x.multiply(b).toBytes(v)}let h={isValidSecretKey:i,isValidPublicKey:s,randomSecretKey:c},m=Va(c,u);return Object.freeze(h),Object.freeze(r),Object.freeze({getPublicKey:u,getSharedSecret:l,keygen:m,Point:e,utils:h,lengths:r})}function Qa(e,t,n={}){xn(e);let o=t;Bo(o),Vt(n,{},{hmac:"function",lowS:"boolean",randomBytes:"function",bits2int:"function",bits2int_modN:"function"});let r=Object.assign({},n),i=r.randomBytes===void 0?Ko:r.randomBytes,s=r.hmac===void 0?(A,w)=>ja(o,A,w):r.hmac,{Fp:c,Fn:u}=e,{ORDER:f,BITS:l}=u,h=Vo(f),m=Si(i,h),{keygen:p,getPublicKey:y,getSharedSecret:v,utils:b,lengths:x}=Lp(e,r),k={prehash:!0,lowS:typeof r.lowS=="boolean"?r.lowS:!0,format:"compact",extraEntropy:!1},R=f*Ya+an<c.ORDER;function L(A){let w=f>>an;return A>w}function ue(A,w){if(!u.isValidNot0(w))throw new Error(`invalid signature ${A}: out of range 1..Point.Fn.ORDER`);return w}function Q(){if(!c.isOdd)throw new Error("Field doesn't support isOdd")}function C(A,w,S){return Q(),(A===S?0:2)|Number(c.isOdd(w))}function Y(){if(R)throw new Error('"recovered" sig type is not supported for cofactor >2 curves')}function _(A,w){Oi(w);let S=x.signature,P=w==="compact"?S:w==="recovered"?S+1:void 0;return Ce(A,P)}class T{r;s;recovery;constructor(w,S,P){if(this.r=ue("r",w),this.s=ue("s",S),P!=null){if(Y(),![0,1,2,3].includes(P))throw new Error("invalid recovery id");this.recovery=P}Object.freeze(this)}static fromBytes(w,S=k.format){_(w,S);let P;if(S==="der"){if(w.length>2*u.BYTES+16)throw new Zo.Err("invalid signature: DER signature too long");let{r:z,s:K}=Zo.toSig(Ce(w),u.BYTES+1);return new T(z,K)}S==="recovered"&&(P=w[0],S="compact",w=w.subarray(1));let B=x.signature/2,N=w.subarray(0,B),I=w.subarray(B,B*2);return new T(u.fromBytes(N),u.fromBytes(I),P)}static fromHex(w,S){return this.fromBytes(zo(w),S)}assertRecovery(){let{recovery:w}=this;if(w==null)throw new Error("invalid recovery id: must be present");return w}addRecoveryBit(w){return new T(this.r,this.s,w)}recoverPublicKey(w){let{r:S,s:P}=this,B=this.assertRecovery(),N=B===2||B===3?S+f:S;if(!c.isValid(N))throw new Error("invalid recovery id: sig.r+curve.n != R.x");let I=c.toBytes(N),z=e.fromBytes(Tt(Ja((B&1)===0),I)),K=u.inv(N),oe=pe(Ce(w,void 0,"msgHash")),J=u.create(-oe*K),Se=u.create(P*K),ye=e.BASE.mulAddUnsafe(J,z,Se);if(ye.is0())throw new Error("invalid recovery: point at infinify");return ye.assertValidity(),ye}hasHighS(){return L(this.s)}toBytes(w=k.format){if(Oi(w),w==="der")return zo(Zo.hexFromSig(this));let{r:S,s:P}=this,B=u.toBytes(S),N=u.toBytes(P);return w==="recovered"?(Y(),Tt(Uint8Array.of(this.assertRecovery()),B,N)):Tt(B,N)}toHex(w){return li(this.toBytes(w))}}Object.freeze(T.prototype),Object.freeze(T);let j=r.bits2int===void 0?function(w){if(w.length>8192)throw new Error("input is too large");let S=yt(w),P=w.length*8-l;return P>0?S>>BigInt(P):S}:r.bits2int,pe=r.bits2int_modN===void 0?function(w){return u.create(j(w))}:r.bits2int_modN,he=Zn(l);function He(A){return mi("num < 2^"+l,A,At,he),u.toBytes(A)}function en(A,w){return Ce(A,void 0,"message"),w?Ce(o(A),void 0,"prehashed message"):A}function vo(A,w,S){let{lowS:P,prehash:B,extraEntropy:N}=Pi(S,k);A=en(A,B);let I=pe(A),z=u.fromBytes(w);if(!u.isValidNot0(z))throw new Error("invalid private key");let K=[He(z),He(I)];if(N!=null&&N!==!1){let ye=N===!0?i(x.secretKey):N;K.push(Ce(ye,void 0,"extraEntropy"))}let oe=Tt(...K),J=I;function Se(ye){let qe=j(ye);if(!u.isValidNot0(qe))return;let ot=e.BASE.multiply(qe).toAffine(),we=u.create(ot.x);if(we===At)return;let Ee;if(m!==void 0){let Wn=yt(vi(m(h),f)),Uf=u.inv(u.mul(Wn,qe)),zf=u.mul(Wn,J),Kf=u.mul(Wn,z);Ee=u.create(Uf*u.create(zf+Kf*we))}else{let Wn=Na(qe,f);Ee=u.create(Wn*u.create(J+we*z))}if(Ee===At)return;let Zr=C(ot.x,ot.y,we),Vs=Ee;return P&&L(Ee)&&(Vs=u.neg(Ee),Zr^=1),new T(we,Vs,R?void 0:Zr)}return{seed:oe,k2sig:Se}}function se(A,w,S={}){let{seed:P,k2sig:B}=vo(A,w,S);return Pa(o.outputLen,u.BYTES,s)(P,B).toBytes(S.format)}function Hn(A,w,S,P={}){let{lowS:B,prehash:N,format:I}=Pi(P,k);if(S=Ce(S,void 0,"publicKey"),w=en(w,N),!wn(A)){let z=A instanceof T?", use sig.toBytes()":"";throw new Error("verify expects Uint8Array signature"+z)}_(A,I);try{let z=T.fromBytes(A,I),K=e.fromBytes(S);if(K.is0()||B&&z.hasHighS())return!1;let{r:oe,s:J}=z,Se=pe(w),ye=u.inv(J),qe=u.create(Se*ye),ot=u.create(oe*ye),we=e.BASE.mulAddUnsafe(qe,K,ot);if(we.is0())return!1;let Ee=we.toAffine();return!(u.create(Ee.x)!==oe||I==="recovered"&&z.recovery!==C(Ee.x,Ee.y,oe))}catch{return!1}}function It(A,w,S={}){let{prehash:P}=Pi(S,k);return w=en(w,P),T.fromBytes(A,"recovered").recoverPublicKey(w).toBytes()}return Object.freeze({keygen:p,getPublicKey:y,getSharedSecret:v,utils:b,lengths:x,Point:e,sign:se,verify:Hn,recoverPublicKey:It,Signature:T,hash:o})}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var Dp={p:BigInt("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),n:BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),h:BigInt(1),a:BigInt("0xffffffff00000001000000000000000000000000fffffffffffffffffffffffc"),b:BigInt("0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),Gx:BigInt("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),Gy:BigInt("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};var Up=Za(Dp),cn=Qa(Up,ka);var lt=32,Jo=Uint8Array.of(48,89,48,19,6,7,42,134,72,206,61,2,1,6,8,42,134,72,206,61,3,1,7,3,66,0),Pe=class e{constructor(t){this.point=t}point;static fromPoint(t){if(t.length!==1+2*lt||t[0]!==4)throw new g("a public key is no uncompressed point of P-256");try{cn.Point.fromBytes(t).assertValidity()}catch{throw new g("a public key is not on P-256")}return new e(Uint8Array.from(t))}static fromJwk(t){return G("kty of a key",t.kty,"EC"),G("crv of a key",t.crv,"P-256"),e.fromPoint(ee(Uint8Array.of(4),ec(t.x),ec(t.y)))}static fromSpki(t){let n=t.subarray(0,Jo.length);if(!Be(n,Jo))throw new g("a public key is not of P-256");return e.fromPoint(t.subarray(Jo.length))}static ofScalar(t){return e.fromPoint(cn.getPublicKey(t,!1))}jwk(){return{kty:"EC",crv:"P-256",x:Ze(this.point.subarray(1,1+lt)),y:Ze(this.point.subarray(1+lt))}}spki(){return ee(Jo,this.point)}async spkiSha256(){return ae(await de(this.spki()))}equals(t){return Be(this.point,t.point)}async verifies(t,n){let o={name:"ECDSA",namedCurve:"P-256"},r=await crypto.subtle.importKey("raw",this.point,o,!1,["verify"]);return crypto.subtle.verify({name:"ECDSA",hash:"SHA-256"},r,n,t)}};function ec(e){let t=je(e);if(t.length!==lt)throw new g("a coordinate of a key has not 32 octets");return t}function kn(){return Uint8Array.from(cn.utils.randomSecretKey())}function Ai(e,t){return Uint8Array.from(cn.sign(t,e,{prehash:!1,lowS:!0,format:"der"}))}function Ri(e,t){return Uint8Array.from(cn.getSharedSecret(e,t.point).subarray(1,1+lt))}var Xo=cn.Point.Fn.ORDER;function tc(e){return BigInt(`0x${ae(e)}`)}function Ci(e){if(e.length!==2*lt)throw new g(`a signature has ${e.length} octets, expected 64`);let[t,n]=[tc(e.subarray(0,lt)),tc(e.subarray(lt))];if(t===0n||n===0n||t>=Xo||n>=Xo)throw new g("a signature is out of range");if(n<=Xo/2n)return e;let o=(Xo-n).toString(16).padStart(2*lt,"0"),r=Uint8Array.from({length:lt},(i,s)=>Number.parseInt(o.slice(2*s,2*s+2),16));return ee(e.subarray(0,lt),r)}async function nc(e){let t=Qe(q.sequence,Qe(q.oid,Uint8Array.of(85,4,3)),Qe(q.utf8String,new TextEncoder().encode("Phone"))),n=Qe(q.sequence,Qe(q.set,t)),o=Qe(q.integer,Uint8Array.of(0)),r=Qe(160),i=Qe(q.sequence,o,n,Pe.ofScalar(e).spki(),r),s=Ai(e,await de(i)),c=Uint8Array.of(42,134,72,206,61,4,3,2),u=Qe(q.sequence,Qe(q.oid,c));return Qe(q.sequence,i,u,Qe(q.bitString,Uint8Array.of(0),s))}function U(e){return{optional:e}}function O(e){return(t,n)=>{let o=Gt(t,n),r=[...o.keys()].find(s=>!Object.hasOwn(e,s));if(r!==void 0)throw new g(`${n} has the unknown member ${r.slice(0,40)}`);let i=Object.entries(e).map(([s,c])=>{let u=o.get(s);if(typeof c!="function")return[s,u===void 0?void 0:c.optional(u,s)];if(u===void 0)throw new g(`${n} has no ${s}`);return[s,c(u,s)]});return Object.fromEntries(i)}}function Gt(e,t){if(!(e instanceof Map))throw new g(`${t} is no object`);return e}function me(e,t){return(n,o)=>{if(!Array.isArray(n))throw new g(`${o} is no array`);if(n.length>t)throw new g(`${o} has ${n.length} elements, at most ${t} are accepted`);return n.map(r=>e(r,o))}}var _n=(e,t)=>{if(typeof e!="boolean")throw new g(`${t} is neither true nor false`);return e};function Ae(e){return(t,n)=>{if(t!==e)throw new g(`${n} must be ${e}`);return e}}function te(...e){return(t,n)=>{let o=e.find(r=>r===t);if(o===void 0)throw new g(`${n} must be one of ${e.join(", ")}`);return o}}function X(e){return(t,n)=>{if(typeof t!="string")throw new g(`${n} is no text`);if(t.length>e)throw new g(`${n} has more than ${e} characters`);return t}}function De(e,t){return(n,o)=>{if(typeof n!="string"||!e.test(n))throw new g(`${o} must be ${t}`);return n}}var Ue=De(/^[0-9a-f]{32}$/,"32 lower-case hexadecimal digits"),le=De(/^[0-9a-f]{64}$/,"64 lower-case hexadecimal digits"),Qo=(e,t)=>{let n=De(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,"a language tag such as en or pt-BR")(e,t);if(n.length>35)throw new g(`${t} must be a language tag such as en or pt-BR`);return n};function Sn(e,t){return(n,o)=>{if(typeof n!="bigint"||n<BigInt(e)||n>BigInt(t))throw new g(`${o} must be ${e} to ${t}`);return Number(n)}}var Te=Sn(-62135596800,253402300799),En=(e,t)=>{if(typeof e!="bigint"||e<0n||e>=1n<<64n)throw new g(`${t} must have at most 64 bits`);return e};function Rt(e,t){return(n,o)=>{if(typeof n!="string"||n.length>(t+3)*2)throw new g(`${o} is no base64 of at most ${t} octets`);let r=jn(n);if(r.length<e||r.length>t)throw new g(`${o} has ${r.length} octets, there must be ${e} to ${t}`);return r}}var qi=Rt(32,32),zp=O({kty:X(16),crv:X(16),x:X(64),y:X(64)}),Ct=(e,t)=>Pe.fromJwk(zp(e,t)),qt=Rt(1,16*1024);function Xn(e){return Promise.all(e.map(t=>ht.fromDer(t)))}var Kp=O({state:X(64)});function oc(e){return Kp(ve(e,"the answer"),"the answer").state}function rc(e){let t;try{t=JSON.parse(e)}catch{t=void 0}let n=new Map(typeof t=="object"&&t!==null?Object.entries(t):[]),o=i=>{let s=n.get(i);return typeof s=="string"?s:void 0},r=i=>{let s=n.get(i);return typeof s=="number"&&Number.isSafeInteger(s)?s:void 0};return{slug:(o("type")??"").split("/").at(-1)??"",title:o("title")??"",detail:o("detail"),remaining:r("remaining"),lockedUntil:r("locked_until"),state:o("state")}}var W={pinWrong:"pin-wrong",pinLocked:"pin-locked",pinExhausted:"pin-exhausted",phoneCopied:"phone-copied",deviceBlocked:"device-blocked",deviceUnknown:"device-unknown",deviceEnded:"device-ended",notFrozen:"not-frozen",noFurtherPhone:"no-further-phone",phoneNotTheirs:"phone-not-theirs",tooManyWishes:"too-many-wishes",tooManyUnlocks:"too-many-unlocks",tooManyMessages:"too-many-messages",sessionOver:"session-over",sessionUnknown:"session-unknown",sessionExpired:"session-expired",pollTimes:"poll-times",activationUsed:"activation-used",activationExpired:"activation-expired",activationCancelled:"activation-cancelled",activationEnded:"activation-ended",activationUnknown:"activation-unknown",activationWrong:"activation-wrong"};var ze=class extends Error{constructor(n,o){super(`the service refused (${n}): ${o.title||"it gave no reason"}`);this.status=n;this.problem=o}status;problem;name="ServiceRefused"},ge=class extends Error{name="Unreachable"},ft=class extends Error{name="Unexpected"},Pn=class extends Error{name="StorageFailed"},Yt=class extends Error{name="AlreadyAnswered"},Tn=class extends Error{name="SignedElsewhere"},un=class extends Error{name="WrongShare"},On=class extends Error{name="SamePin"},pt=class extends Error{name="LockNotOpened"},Bt=class extends Error{name="WrongMoment"};function Qn(e){return e instanceof ze?e.problem.slug:void 0}var Mp=[W.deviceBlocked,W.phoneCopied,W.pinExhausted,W.deviceUnknown,W.deviceEnded];function wt(e){return Mp.some(t=>t===Qn(e))}var ic=1024*1024;async function sc(){let e=await fetch("/service.json",{cache:"no-store",redirect:"error",credentials:"omit",signal:AbortSignal.timeout(1e4)}),{phone_api:t}=await e.json();if(!e.ok||typeof t!="string")throw new ge("this page does not say its service");return t}var ac=async e=>{let t=dc(e.baseUrl+e.path);try{let n=await uc(t,e,AbortSignal.timeout(e.patience));return{status:n.status,body:await Fp(n)}}catch(n){throw n instanceof ft?n:new ge(`the service at ${t.host} cannot be reached`)}},cc=async function*(e){let t=dc(e.baseUrl+e.path),n=new AbortController,o,r=()=>{clearTimeout(o),o=setTimeout(()=>n.abort(),e.patience)};try{r();let i=await uc(t,e,n.signal);if(i.status!==200)return;let s=i.body?.getReader(),c=new TextDecoder;for(;;){let u=await s?.read();if(u===void 0||u.done)return;r(),yield c.decode(u.value,{stream:!0})}}catch{}finally{clearTimeout(o),n.abort()}};function uc(e,{body:t,signal:n},o){return fetch(e,{...t===void 0?{}:{method:"POST",headers:{"content-type":"application/jose"},body:t},redirect:"error",credentials:"omit",cache:"no-store",referrerPolicy:"no-referrer",signal:AbortSignal.any([o,...n===void 0?[]:[n]])})}async function Fp(e){let t=e.body?.getReader(),n=new TextDecoder,[o,r]=["",0];for(;;){let i=await t?.read();if(i===void 0||i.done)return o+n.decode();if(r+=i.value.length,r>ic)throw await t?.cancel(),new ft(`the service's answer has more than ${ic} octets`);o+=n.decode(i.value,{stream:!0})}}function dc(e){let t=new URL(e),n=["localhost","127.0.0.1","[::1]"].includes(t.hostname);if(t.protocol!=="https:"&&!(t.protocol==="http:"&&n))throw new ft("the service's address must be https, except on this machine");return t}var Hp=4e3,lc=4,Wp=[[173,173],[847,847],[1536,1541],[1564,1564],[1757,1757],[1807,1807],[2192,2193],[2274,2274],[4447,4448],[6068,6069],[6155,6159],[8203,8207],[8232,8238],[8288,8303],[10240,10240],[12644,12644],[57344,63743],[64976,65007],[65279,65279],[65440,65440],[65520,65535],[69821,69821],[69837,69837],[78896,78943],[113824,113827],[119155,119162],[917504,1114111]],Vp=[[768,879],[1155,1161],[6832,6911],[7616,7679],[8400,8447],[65056,65071]];function fc(e,t){return e.some(([n,o])=>t>=n&&t<=o)}function jp(e){let t=e.codePointAt(0)??0;return new RegExp("\\p{White_Space}","u").test(e)&&e!==" "||new RegExp("\\p{Cc}","u").test(e)||fc(Wp,t)||(t&65534)===65534}function Gp(e,t){return[e[t-1],e[t],e[t+1],e[t+2]].join("")==="র‍্য"}function pc(e,t,n){let o=[...e],r=0;for(let[i,s]of o.entries()){let c=n&&s===`
`,u=s.codePointAt(0)??0;if(!c&&jp(s)&&!Gp(o,i)){let f=u.toString(16).toUpperCase().padStart(4,"0");throw new g(`${t} contains U+${f}, which could mislead a reader`)}if(r=fc(Vp,u)?r+1:0,r>lc)throw new g(`${t} has more than ${lc} combining marks in a row`)}}function hc(e,t,n){let o=[...e].length;if(o===0)throw new g(`${t} must not be empty`);if(o>n)throw new g(`${t} has ${o} characters, at most ${n} are accepted`)}function er(e){return(t,n)=>{if(typeof t!="string")throw new g(`${n} is no text`);if(hc(t,n,e),t.startsWith(" ")||t.endsWith(" "))throw new g(`${n} must not begin or end with a space`);return pc(t,n,!1),t}}function mc(e){hc(e,"to_be_signed",Hp),pc(e,"to_be_signed",!0)}var tr=er(2),tt=er(120),nr=er(200),gc=er(253);var Yp=4,Zp=O({alg:X(16),typ:X(64),kid:U(X(256)),x5c:U(me(qt,Yp)),jwk:U(Ct)});function yc(e,t,n){let o=e.split("."),[r="",i="",s=""]=o;if(o.length!==3)throw new g(`${n} has ${o.length} parts, expected 3`);let c=Zp(ve(it(je(r)),`the header of ${n}`),`the header of ${n}`);G(`alg of ${n}`,c.alg,"ES256"),G(`typ of ${n}`,c.typ,t);let u=je(s);if(u.length!==64)throw new g(`${n} has a signature of ${u.length} octets, expected 64`);let f=ve(it(je(i)),n);return{compact:e,payload:f,x5c:c.x5c??[],jwk:c.jwk,signature:u}}function wc(e,t){if(!Be(Ci(e.signature),e.signature))throw new g(`${t} has the higher value of s in its signature`)}async function bc(e,t,n){let o=H(e.compact.slice(0,e.compact.lastIndexOf(".")));if(!await t.verifies(o,e.signature))throw new g(`the signature of ${n} does not verify`)}async function Fe(e,t,n,o){let r=We({alg:"ES256",typ:e,jwk:o}),i=`${Ze(H(r))}.${Ze(H(We(t)))}`;return`${i}.${Ze(Ci(await n(H(i))))}`}var Ke=class e{constructor(t,n,o,r){this.kind=t;this.jws=n;this.claims=o;this.sha256=r}kind;jws;claims;sha256;static async parse(t,n){if(n.length>t.longest)throw new g(`${t.name} has ${n.length} octets, at most ${t.longest} are accepted`);let o=yc(n,t.typ,t.name);if(t.lowerS&&wc(o,t.name),o.jwk!==void 0&&t.headerKey!=="device-key"||o.x5c.length>0&&t.headerKey!=="certificates")throw new g(`the header of ${t.name} must carry no other key than its message allows`);return new e(t,o,t.read(o.payload,t.name),await Mt(n))}get headerCertificates(){return this.jws.x5c}async verify(t){return await bc(this.jws,t,this.kind.name),{body:this.claims,compact:this.jws.compact,sha256:this.sha256}}};var vc=64,Jp=O({v:Ae(1n),aud:Ae("phone"),number:En,country:tr,statement_key:Ct,next_statement_key:U(Ct),opening_key:Ct,receipt_key:Ct,relying_party_issuers:me(qt,vc),person_issuers:U(me(qt,vc)),issued_at:Te}),Xp=(e,t)=>{let n=Jp(e,t),{statement_key:o,opening_key:r,receipt_key:i}=n;if(o.equals(r)||o.equals(i)||r.equals(i))throw new g("statement_key must not have a second use");if(n.relying_party_issuers.length===0)throw new g("relying_party_issuers must have one at least");if(n.number>=1n<<63n)throw new g("number must be below 2^63");return n},Bi={typ:"sign-key-list+jwt",name:"key list",longest:65536,headerKey:"none",lowerS:!0,read:Xp};async function $i(e){let t=await e.statement_key.spkiSha256();return e.next_statement_key===void 0?{current:t}:{current:t,next:await e.next_statement_key.spkiSha256()}}async function or(e,t,n){let o=await Ke.parse(Bi,e),r=o.claims.statement_key,i=await r.spkiSha256();if(i!==t.current&&i!==t.next)throw zt("the statement key of the key list",i,t.current);let s=await o.verify(r);if(s.body.number<n)throw new g(`key list number ${s.body.number} is lower than ${n}, which was already accepted`);return s}var An=["authentication","signature"],xc=21e4,Ii=0n,Ni=Uint8Array.of(0);async function Rn(e,t,n){let o=await crypto.subtle.importKey("raw",e,"PBKDF2",!1,["deriveBits"]),r=new Uint8Array(await crypto.subtle.deriveBits({name:"PBKDF2",hash:"SHA-256",salt:t,iterations:n},o,256)),i=await rr(r,H("greatseal proof key v1")),s=await rr(r,H("greatseal wrap part v1"));return r.fill(0),{proofKey:i,wrapPart:s}}function kc(e,t,n){return rr(e,ee(sr("greatseal service share v1",t),Ro(n)))}var ir=new Uint8Array(0);async function eo(e,t,n,o,r){let i=Ao(e,t),s=ee(i,n,r),c=await rr(s,sr("greatseal wrap key v1",o));return i.fill(0),s.fill(0),c}function Li(e,t){return ee(sr("greatseal wrapped key v1",e),t.point)}function _c(e,t){let n=t.before.map(Ve),o=ee(sr("greatseal pin proof v2",t.purpose),Ve(t.device),Ro(t.epoch),Ve(t.statementSha256),t.ephemeralKey.point,...n);return Ec(e,o)}async function Sc(e,t){let n=[Ve(t.activationId),H(t.deviceKind),t.csrAuthentication,t.csrSignature,t.deviceKey.point,t.proofKeys.authentication,t.proofKeys.signature,t.seed,Ro(BigInt(t.iat))],o=ee(...n.flatMap(i=>[Kt(i.length),i])),r=ee(H("greatseal activation v1"),Ni,await de(o));return o.fill(0),Ec(e,r)}function sr(e,t){return ee(H(e),Ni,H(t),Ni)}async function rr(e,t){let n=await crypto.subtle.importKey("raw",e,"HKDF",!1,["deriveBits"]);return new Uint8Array(await crypto.subtle.deriveBits({name:"HKDF",hash:"SHA-256",salt:new Uint8Array(0),info:t},n,256))}async function Ec(e,t){let n=await crypto.subtle.importKey("raw",e,{name:"HMAC",hash:"SHA-256"},!1,["sign"]);return new Uint8Array(await crypto.subtle.sign("HMAC",n,t))}var Qp={name:"ECDSA",namedCurve:"P-256"};async function Pc(){let{privateKey:e,publicKey:t}=await crypto.subtle.generateKey(Qp,!1,["sign","verify"]);return{private:e,point:new Uint8Array(await crypto.subtle.exportKey("raw",t))}}function ar(e){return async t=>new Uint8Array(await crypto.subtle.sign({name:"ECDSA",hash:"SHA-256"},e.private,t))}async function cr(e,t,n){let o=Ie(12),r=await crypto.subtle.importKey("raw",n,"AES-GCM",!1,["encrypt"]),i=Li(t,Pe.ofScalar(e)),s=await crypto.subtle.encrypt({name:"AES-GCM",iv:o,additionalData:i},r,e);return{nonce:o,ciphertext:new Uint8Array(s)}}async function Di({nonce:e,ciphertext:t},n,o,r){let i=await crypto.subtle.importKey("raw",r,"AES-GCM",!1,["decrypt"]),s=Li(n,o),c;try{c=new Uint8Array(await crypto.subtle.decrypt({name:"AES-GCM",iv:e,additionalData:s},i,t))}catch{throw new un("the signing key does not open with the service's share")}if(Pe.ofScalar(c).equals(o))return c;throw c.fill(0),new un("the signing key does not open with the service's share")}var ur=class e{constructor(t,n,o,r){this.environment=t;this.current=n;this.keyList=o;this.enrolled=r}environment;current;keyList;enrolled;known=new Map;wrongPins;last=Promise.resolve();static async open(t){let n=await t.storage.read();if(n===void 0)return new e(t,void 0,void 0,void 0);let o=await or(n.keyList,n.statementKeyPin,n.keyListNumber),r=n.enrolled===void 0?void 0:await Ui(n.enrolled);return new e(t,n,o,r)}get state(){if(this.current===void 0)throw new Bt("this phone is not enrolled");return this.current}get isNew(){return this.current===void 0}get hasOutstandingEnrolment(){return this.current?.enrolment!==void 0}get identity(){if(this.enrolled===void 0)throw new Bt("this phone is not enrolled");return this.enrolled}get acceptedKeyList(){if(this.keyList===void 0)throw new Bt("this phone has no key list");return this.keyList}get iterations(){return this.environment.iterations??xc}now(){return this.environment.now()}get sign(){return ar(this.state.deviceKey)}begin(t){return this.inTurn(async()=>{await this.environment.storage.write(t),this.current=t})}commit(t){return this.inTurn(async()=>{let n=t(this.state);await this.environment.storage.write(n),this.current=n})}forget(){return this.inTurn(async()=>{await this.environment.storage.clear(),[this.current,this.keyList,this.enrolled]=[void 0,void 0,void 0]})}inTurn(t){let n=this.last.then(t);return this.last=n.catch(()=>{}),n}async tell(t){return oc((await this.send("/v1/phone/messages",t,bt)).body)}send(t,n,o,r){return Cn(this.environment,this.state.baseUrl,t,o,n,r)}},bt=2e4,eh=5,th=[202,502,503,504];async function Cn(e,t,n,o,r,i){let s={baseUrl:t,path:n,patience:o,...r===void 0?{}:{body:r},...i===void 0?{}:{signal:i}};for(let c=1;;c+=1){let u=await e.door(s).catch(l=>{if(l instanceof ge)return l;throw l});if(!(u instanceof ge||th.includes(u.status))||c===eh||i?.aborted===!0){if(u instanceof ge)throw u;if(u.status!==200&&u.status!==201)throw new ze(u.status,rc(u.body));return u}await new Promise(l=>setTimeout(l,e.pause))}}async function Ui({device:e,certificates:t}){let n=await ht.fromDer(t.authentication);return{device:e,certificates:{authentication:n,signature:await ht.fromDer(t.signature)}}}var qn=50,nh=32*1024*1024,oh=/^(?:https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*|http:\/\/(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?\/[A-Za-z0-9\-._~/?&=%+,;:@!$'()*]*$/,rh=De(oh,"a plain https address of at most 512 octets"),Tc=O({to_be_signed:U(Rt(1,65536)),digest:U(O({algorithm:te("sha256"),value:Rt(32,32)})),document_name:U(tt),document_sha256:U(le),location:U(O({url:rh,size:Sn(1,nh)})),must_open:U(_n)});function Oc({location:e,must_open:t},n){let o=n.type==="text";if(e!==void 0&&o)throw new g("location has no place with a text");if(e!==void 0&&e.url.length>512)throw new g("url must be a plain https address of at most 512 octets");if(t===!0&&!o&&e===void 0)throw new g("must_open needs a text, or a location")}function ih(e){return new URL(e).hostname}function zi({url:e}){return e.startsWith("http://")}function Ac(e,t){let n=ih(e.url);if(n!==t&&!n.endsWith(`.${t}`)&&!zi(e))throw new g("url must lie at the registered domain of the relying party")}async function Rc(e,t,n){if(e.length!==t.size)throw zt("the length of the document",String(e.length),String(t.size));let o=ae(await de(e));if(o!==n&&await sh(e)!==n)throw zt("the document",o,n)}async function sh(e){if(!Ki(e))return;let t="/ByteRange",n=ah(e,t);if(n<0)return;let o=Mi(e.subarray(n+t.length,n+t.length+100)),[,r,i,s]=/^\s*\[\s*0\s+([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*\]/.exec(o)?.map(Number)??[];if(r===void 0||i===void 0||s===void 0||i+s!==e.length||r>i)return;let c=e.subarray(r,i);return c.length>=2&&c[0]===60&&c.at(-1)===62&&c.subarray(1,-1).every(f=>f===48)?ae(await de(ee(e.subarray(0,r),e.subarray(i)))):void 0}function Ki(e){return Mi(e.subarray(0,5))==="%PDF-"}function Mi(e){return String.fromCharCode(...e)}function ah(e,t){for(let n=e.length-t.length;n>=0;n-=1)if(e[n]===47&&Mi(e.subarray(n,n+t.length))===t)return n;return-1}var dr=O({amount:De(/^(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?$/,"decimal text such as 1250.00"),currency:De(/^[A-Z]{3}$/,"three upper-case letters"),payee:tt});function Cc(e,t){return e?.amount===t?.amount&&e?.currency===t?.currency&&e?.payee===t?.payee}var Me="to_be_signed",qc=64*1024,ch="2.16.840.1.101.3.4.2.1",to={contentType:"1.2.840.113549.1.9.3",messageDigest:"1.2.840.113549.1.9.4",signingTime:"1.2.840.113549.1.9.5",signingCertificate:"1.2.840.113549.1.9.16.2.12",signingCertificateV2:"1.2.840.113549.1.9.16.2.47"};function Bc(e){if(e.length>qc)throw new g(`${Me} has more than ${qc} octets`);let t=_e(on(e,q.set,Me),q.set,Me),n=t.map(s=>ae(s.whole));if(n.some((s,c)=>c>0&&!((n[c-1]??"")<s)))throw new g(`${Me} is not in DER order`);let o=new Map;for(let s of t){let[c,u,...f]=_e(s,q.sequence,Me),l=Et(c,Me),[h,...m]=_e(u,q.set,Me);if(h===void 0||m.length>0||f.length>0)throw new g(`${Me} has an attribute without one value`);if(o.has(l))throw new g(`${Me} has the attribute ${l} twice`);o.set(l,h)}let r=o.get(to.messageDigest);if(r?.tag!==q.octetString)throw new g(`${Me} has no message digest`);let i=o.get(to.signingCertificateV2);return{contentType:Et(o.get(to.contentType),Me),messageDigest:ae(r.content),hasSigningTime:o.has(to.signingTime),signingCertificates:+(i!==void 0)+Number(o.has(to.signingCertificate)),signingCertificateSha256:i===void 0?void 0:uh(i)}}function uh(e){let[t]=_e(e,q.sequence,Me),[n]=_e(t,q.sequence,Me),o=_e(n,q.sequence,Me),r=o[0]?.tag===q.sequence?o.shift():void 0,i=r===void 0||Et(_e(r,q.sequence,Me)[0],Me)===ch,s=o[0];if(s?.tag!==q.octetString)throw new g(`${Me} names a certificate without its hash`);return i&&s.content.length===32?ae(s.content):void 0}var dh="1.2.840.113549.1.7.1";async function $c(e){let{purpose:t,documents:n=[],challenge:o}=e;if(t==="signature"){if(o!==void 0||n.length===0)throw new g("documents must be 1 to 50 for purpose signature, without a challenge");return Promise.all(n.map(r=>lh(r,e.certificate_id)))}if(o===void 0||n.length>0)throw new g("purpose authentication needs a challenge and nothing else");return[{type:"challenge",challenge:o}]}async function lh(e,t){let{to_be_signed:n,digest:o}=e;if(n===void 0==(o===void 0))throw new g("documents need to_be_signed or digest, one of them");let r=n===void 0?{type:"digest",sha256:ae(o?.value??new Uint8Array)}:await fh(n,e,t);return Oc(e,r),r}async function fh(e,t,n){let o=ae(await de(e)),r=ph(e);if(r!==void 0)return hh(r,o,t);let i=Bc(e);if(t.document_sha256===void 0)throw new g("document_sha256 is needed with CMS signed attributes");if(t.document_name===void 0)throw new g("document_name is needed with CMS signed attributes");return mh(i,t.document_sha256,n),{type:"document",sha256:o}}function ph(e){if(!e.includes(6))try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(e)}catch{return}}function hh(e,t,n){if(/^[\p{White_Space}]*</u.test(e))throw new g("to_be_signed is XML, which this version cannot check");return mc(e),n.document_sha256!==void 0&&G("document_sha256",n.document_sha256,t),{type:"text",text:e,sha256:t}}function mh(e,t,n){if(e.contentType!==dh)throw new g("to_be_signed must have the content type id-data");if(e.hasSigningTime)throw new g("to_be_signed must not carry a signing-time attribute");if(e.messageDigest!==t)throw zt("messageDigest in to_be_signed",e.messageDigest,t);if(e.signingCertificates!==1||e.signingCertificateSha256===void 0)throw new g("to_be_signed must name the signing certificate once, by SHA-256 (signing-certificate-v2)");G("the signing certificate in to_be_signed",e.signingCertificateSha256,n)}var gh=ee(H("mobile-signature-authentication-v1"),Uint8Array.of(0));function yh(e){return ee(gh,Ve(e))}async function Nc(e,t){switch(e.type){case"documents":return e.documents.map(n=>Ve(n.sha256));case"challenge":return[await de(yh(t))];case"heard_digest":return[e.digest.slice(0,32)]}}var no=600,Ic=60,oo=De(/^[a-z0-9._-]{1,64}$/,"1 to 64 of a-z 0-9 . _ -"),Zt=te("authentication","signature"),Fi=Rt(16,64),Hi=te("compare","choose","none"),wh=O({aud:Ae("mobile-signature"),iss:oo,jti:De(/^[A-Za-z0-9._-]{1,64}$/,"1 to 64 of A-Z a-z 0-9 . _ -"),iat:Te,exp:Te,certificate_id:le,purpose:Zt,documents:U(me(Tc,qn)),challenge:U(Fi),text:U(nr),language:U(Qo),payment:U(dr),code_mode:U(Hi)}),bh=(e,t)=>{let n=wh(e,t),o=n.exp-n.iat;if(o<1||o>no)throw new g("exp must be 1 to 600 seconds after iat");return n},lr={typ:"sign-request+jwt",name:"request",longest:163840,headerKey:"certificates",lowerS:!1,read:bh};async function Lc(e){return{members:e,contents:await $c(e)}}var Wi=te("ES256"),vh=O({type:te("to_be_signed","digest"),sha256:le,document_name:U(tt),document_sha256:U(le),must_open:U(_n)}),xh=O({type:te("documents"),algorithm:Wi,documents:me(vh,qn)}),kh=O({type:te("challenge"),algorithm:Wi,challenge:Fi}),_h=O({type:te("heard_digest"),algorithm:Wi,digest:Sh});function Sh(e,t){let n=Gt(e,t),[[o,r]=["",null],...i]=n,s={sha256:32,sha384:48,sha512:64}[o];if(s===void 0||i.length>0)throw new g(`${t} must be one of sha256, sha384, sha512`);return Rt(s,s)(r,o)}var Eh=(e,t)=>{switch(Gt(e,t).get("type")){case"documents":return xh(e,t);case"challenge":return kh(e,t);case"heard_digest":return _h(e,t);default:throw new g("the type of sign is not known")}},Dc=De(/^[0-9]{4}$/,"four digits");function Ph(e,t){let[n,o,...r]=me(Dc,2)(e,t);if(n===void 0||o===void 0||r.length>0)throw new g(`${t} must be two`);return[n,o]}var Th=O({v:Ae(1n),aud:Ae("phone"),session:Ue,device:Ue,purpose:Zt,relying_party:O({id:oo,name:tt,country:tr,domain:gc,certificate_sha256:le}),door:te("native","mobile_id"),request_sha256:le,sign:Eh,certificate_sha256:le,display:O({language:U(Qo),text:U(nr),payment:U(dr)}),code:O({mode:Hi,value:U(Dc),decoys:U(Ph)}),key_list_sha256:le,nonce:Ue,issued_at:Te,expires_at:Te}),Oh=(e,t)=>{let n=Th(e,t);if(Rh(n),Ah(n),n.door==="mobile_id"&&n.sign.type==="heard_digest"&&n.code.value!==Ch(n.sign.digest))throw new g("code must be the one that Mobile-ID has for the digest");let o=n.expires_at-n.issued_at;if(o<1||o>no)throw new g("expires_at must be 1 to 600 seconds after issued_at");return n};function Ah({code:{mode:e,value:t,decoys:n}}){let o=t!==void 0==(e!=="none")&&n!==void 0==(e==="choose"),r=new Set([t,...n??[]]).size===1+(n?.length??0);if(!o||!r)throw new g("code must have four digits in mode compare, three times four that differ in mode choose, else none")}function fr({code:{value:e,decoys:t}}){return e===void 0||t===void 0?void 0:[e,...t].sort()}function Rh({sign:e,door:t,purpose:n}){if(!{challenge:t==="native"&&n==="authentication",documents:t==="native"&&n==="signature"&&vt(e).length>0,heard_digest:t!=="native"}[e.type])throw new g("sign must fit door and purpose")}function vt(e){return e.type==="documents"?e.documents:[]}function Ch(e){let[t=0,n=0]=[e[0],e.at(-1)];return String((t&252)<<5|n&127).padStart(4,"0")}var Je={typ:"sign-statement+jwt",name:"statement",longest:65536,headerKey:"none",lowerS:!0,read:Oh};function Uc(e,{members:t,contents:n}){G("the relying party",e.relying_party.id,t.iss),G("the purpose",e.purpose,t.purpose),G("the certificate",e.certificate_sha256,t.certificate_id);let{documents:o=[]}=t;for(let{location:s}of o)s!==void 0&&Ac(s,e.relying_party.domain);if(!qh(e.sign,n,o))throw new g("what is signed is another in the statement than the request's");let{text:r,language:i}=e.display;if(r!==t.text||i!==t.language)throw new g("the text is another in the statement than the request's");if(!Cc(e.display.payment,t.payment))throw new g("the payment is another in the statement than the request's");if(e.code.mode!==(t.code_mode??"compare"))throw new g("the code mode is another in the statement than the request's");if(e.expires_at>t.exp)throw new g("expires_at is later than the end of the request")}function qh(e,t,n){let[o]=t;return e.type==="challenge"?o?.type==="challenge"&&Be(e.challenge,o.challenge):e.type==="heard_digest"||e.documents.length!==n.length?!1:e.documents.every((r,i)=>Bh(r,t[i],n[i]))}function Bh(e,t,n){return t===void 0||n===void 0||t.type==="challenge"||t.type==="heard_digest"?!1:e.type==="digest"==(t.type==="digest")&&e.sha256===t.sha256&&e.document_name===n.document_name&&e.document_sha256===n.document_sha256&&(e.must_open===!0||n.must_open!==!0)}function pr(e,t){if(t>=e.expires_at)throw new rt("the statement",!0,e.expires_at,t);if(e.issued_at>t+Ic)throw new rt("the statement",!1,e.issued_at,t)}function nt({relying_party:e,sign:t,display:n,door:o,code:r},i=[]){let s=vt(t).map(({document_name:c,document_sha256:u},f)=>({document_name:c,document_sha256:u,opened:i[f]===!0}));return{name:e.name,domain:e.domain,text:n.text,payment:n.payment,documents:s.length===0?void 0:s,vouched_for_by:o==="native"?void 0:o,code:r.value}}function hr(e){let t=Math.max(vt(e).length,1);return{signed:Array(t).fill(!0),opened:Array(t).fill(!1)}}function zc({signed:e,opened:t},n){if(!e.includes(!0))throw new g("signatures must be at least one: nothing signed is a refusal");if(Vi({signed:e,opened:t},n).length>0)throw new g("signatures must not be of a document that must be opened first")}function Vi({signed:e,opened:t},n){return[...vt(n).entries()].filter(([o,{must_open:r}])=>r===!0&&e[o]===!0&&t[o]!==!0).map(([o])=>o)}function ji({body:e,sha256:t}){return{v:1,aud:"consent",session:e.session,device:e.device,statement_sha256:t}}function Kc(e,t,n){return Fe("sign-shown+jwt",{...ji(e),iat:t},n)}function Mc(e,t,n,o){return Fe("sign-refusal+jwt",{...ji(e),reason:t,iat:n},o)}function Fc(e,t,n,o,r,i){if(n.some(u=>u!==void 0&&(u.length<8||u.length>72)))throw new g("signatures must have 8 to 72 octets each");let s=n.map(u=>u===void 0?null:xe(u)),c={...ji(e),signatures:s,shown:t,epoch:o,iat:r};return Fe("sign-answer+jwt",c,i)}var mr=class{view={name:"opening"};phone;waiting=[];troubles={isOffline:!1,hasWrongClock:!1,unacceptable:0};isForbidden=!1;kept;askedAt;asked;isKept=!0;waking;isWakingBusy=!1;wakingFailed=!1;choices=new Map;changed=()=>{};whenChanged(t){this.changed=t}show(t){this.view=t,this.changed()}update(t){let{troubles:n,...o}=t;Object.assign(this,o),n!==void 0&&(this.troubles={...this.troubles,...n}),this.changed()}choiceOf({statement:t,contents:n}){let{session:o,sign:r}=t.body,i=hr(r),[s,...c]=n,u=s?.type==="text"&&c.length===0?{...i,opened:[!0]}:i;return this.choices.get(o)??{choice:u,differs:new Set}}strike(t,n,o){let{choice:r,differs:i}=this.choiceOf(t);this.choices.set(t.statement.body.session,{choice:{...r,signed:Gi(r.signed,n,o)},differs:i}),this.changed()}forgetChoice(t){this.choices.delete(t)}noteRead(t,n,o){let{choice:r,differs:i}=this.choiceOf(t),s=o?{choice:{...r,opened:Gi(r.opened,n,!0)},differs:i}:{choice:{...r,signed:Gi(r.signed,n,!1)},differs:new Set([...i,n])};this.choices.set(t.statement.body.session,s)}get open(){if(this.phone===void 0)throw new Error("no screen is shown before the phone is open");return this.phone}now(){return Math.floor(Date.now()/1e3)}};function Gi(e,t,n){return e.map((o,r)=>r===t?n:o)}var $h=512;function Hc(e){let t=e.trim(),n=new g("an activation must be sign-activation:1:<id>:<secret>:<key hash>:<URL>");if(new TextEncoder().encode(t).length>$h)throw n;let o=/^sign-activation:1:([0-9a-f]{32}):([A-Za-z0-9_-]{22}):([0-9a-f]{64}):(https?:\/\/[A-Za-z0-9.\-_~:/[\]%]+)$/.exec(t);if(o===null)throw n;let[,r="",i="",s="",c=""]=o.map(Nh),u=c.replace(/^https?:\/\//,"");if(u.startsWith("/")||u.startsWith(":")||u.endsWith("/"))throw n;let f=je(i);if(f.length!==16)throw n;return{id:r,secret:f,statementKeySha256:s,baseUrl:c}}function Wc({id:e,secret:t,statementKeySha256:n,baseUrl:o}){return`sign-activation:1:${e}:${Ze(t)}:${n}:${o}`}function Nh(e){return it(H(e??""))}var ro=6,Jt=6,Gc=22,gr="0123456789ABCDEFGHJKMNPQRSTVWXYZ";function Yc(e){return[...e.toUpperCase().replaceAll("O","0").replaceAll(/[IL]/g,"1")].filter(n=>gr.includes(n)).join("")}function io(e,t){let n=[...t].map(o=>gr.indexOf(o));return n.length===Jt&&!n.includes(-1)&&eu(e,n.slice(0,-1))===n.at(-1)}function Zc(e){let t=e.findIndex((r,i)=>!io(i+1,r));if(e.length!==ro||t!==-1)throw new g(`group ${t+1} of the activation code has a slip`);let n=e.flatMap(r=>[...r.slice(0,-1)].flatMap(i=>[16,8,4,2,1].map(s=>gr.indexOf(i)&s?1:0)));return{secret:Uint8Array.from({length:16},(r,i)=>Yi(n.slice(8*i,8*i+8))),binding:Yi(n.slice(128))}}function Yi(e){return e.reduce((t,n)=>2*t+n,0)}async function Jc({secret:e,binding:t},n,o){if(await Qc(e,n)!==t)throw new g("the activation code is not for this service");return{id:await Zi(e),secret:e,statementKeySha256:n,baseUrl:o}}async function Zi(e){return ae((await de(ee(H("greatseal activation id v1"),Uint8Array.of(0),e))).subarray(0,16))}async function Xc({secret:e,statementKeySha256:t}){let n=await Qc(e,t),o=[...[...e].flatMap(i=>Vc(i,8)),...Vc(n,Gc)],r=Array.from({length:o.length/5},(i,s)=>Yi(o.slice(5*s,5*s+5)));return Array.from({length:ro},(i,s)=>{let c=r.slice(s*(Jt-1),(s+1)*(Jt-1));return[...c,eu(s+1,c)].map(u=>gr[u]).join("")})}function Vc(e,t){return Array.from({length:t},(n,o)=>e>>t-1-o&1)}async function Qc(e,t){let n=await crypto.subtle.importKey("raw",e,{name:"HMAC",hash:"SHA-256"},!1,["sign"]),o=new Uint8Array(await crypto.subtle.sign("HMAC",n,ee(H("greatseal activation code v1"),Uint8Array.of(0),Ve(t)))),[r=0,i=0,s=0]=o;return(r<<16|i<<8|s)>>24-Gc}function eu(e,t){return t.reduce((n,o)=>jc(n^o),jc(e))}function jc(e){let t=e<<1;return t&32?t^37:t}async function Bn(e,t){let n=await de(ee(H("greatseal comparison code v1"),Uint8Array.of(0),Ve(e),Ve(t))),o=new DataView(n.buffer,n.byteOffset).getBigUint64(0)%100000000n,r=String(o).padStart(8,"0");return`${r.slice(0,4)} ${r.slice(4)}`}var Xi="A256GCM",Ji=16,tu=12,Ih=O({alg:X(16),enc:X(16),typ:X(64),epk:Ct});async function Xt(e,t,n){let o=kn(),r=Ze(H(We({alg:"ECDH-ES",enc:Xi,typ:t,epk:Pe.ofScalar(o).jwk()}))),i=Ie(tu),s=await ou(Ri(o,e),"encrypt");o.fill(0);let c={name:"AES-GCM",iv:i,additionalData:H(r)},u=new Uint8Array(await crypto.subtle.encrypt(c,s,n)),[f,l]=[u.subarray(0,-Ji),u.subarray(-Ji)];return`${r}..${Ze(i)}.${Ze(f)}.${Ze(l)}`}async function nu(e,t,n,o,r){if(e.length>n)throw new g(`${r} has ${e.length} octets, at most ${n} are accepted`);let i=e.split("."),[s="",c,u="",f="",l=""]=i;if(i.length!==5)throw new g(`${r} has ${i.length} parts, expected 5`);let h=Ih(ve(it(je(s)),`the header of ${r}`),`the header of ${r}`);G(`alg of ${r}`,h.alg,"ECDH-ES"),G(`enc of ${r}`,h.enc,Xi),G(`typ of ${r}`,h.typ,t);let[m,p]=[je(u),je(l)];if(c!==""||m.length!==tu||p.length!==Ji)throw new g(`${r} is malformed`);let y=await ou(Ri(o,h.epk),"decrypt"),v={name:"AES-GCM",iv:m,additionalData:H(s)};try{return new Uint8Array(await crypto.subtle.decrypt(v,y,ee(je(f),p)))}catch{throw new g(`${r} cannot be decrypted`)}}async function ou(e,t){let n=H(Xi),o=ee(Kt(1),e,Kt(n.length),n,Kt(0),Kt(0),Kt(256));e.fill(0);let r=await de(o);o.fill(0);let i=await crypto.subtle.importKey("raw",r,"AES-GCM",!1,[t]);return r.fill(0),i}async function ru(e,t,n,o){let{authentication:r,signature:i}=e.proofKeys,s=xe(await Sc(t,e)),c={authentication:xe(r),signature:xe(i)},u=H(We({proof_keys:c,seed:xe(e.seed),mac:s})),f=await Xt(n,"sign-enrolment-secrets+jwe",u);u.fill(0);let l={v:1,aud:"registration",activation_id:e.activationId,device_kind:e.deviceKind,csr_authentication:xe(e.csrAuthentication),csr_signature:xe(e.csrSignature),device_key:e.deviceKey.jwk(),secrets:f,iat:e.iat};return Fe("sign-enrolment+jwt",l,o,e.deviceKey.jwk())}var Lh=24*1024,Qi=X(Lh),Dh=O({device:Ue,certificates:O({authentication:Qi,signature:Qi}),chain:me(Qi,8)});function iu(e){return Dh(ve(e,"the answer to the enrolment"),"the answer to the enrolment")}var Uh=8,su={sent:[],authentication:{},signature:{}};async function au(e){return ae(await de(e.point))}function cu({sent:e,authentication:t,signature:n}){let o=[t.opened,t.lost,n.opened,n.lost];return[...new Set([...o.filter(r=>r!==void 0),...e])]}function uu(e,t){return{...e,sent:[...e.sent,t.name].slice(-Uh),outstanding:t}}function du(e){let{outstanding:t,...n}=e;return t===void 0?e:{...n,[t.purpose]:{...n[t.purpose],opened:t.name}}}function es(e,t){let{outstanding:n,...o}=e;return n===void 0||!t?o:{...o,[n.purpose]:{...o[n.purpose],lost:n.name}}}function ts(e,t){return{...e,past:[t,...e.past].slice(0,20)}}function lu(e,t,n){let o=e.answered.filter(r=>n-r.expiresAt<600);return{...e,answered:[...o,t]}}function ns(e,t,n){return{...e,keys:{...e.keys,[t]:{...e.keys[t],...n}}}}var zh=3e4,fu=1e4;async function pu(e,t,n,o){if(!e.isNew)throw new Bt("this phone is already enrolled");let r={current:t.statementKeySha256},i=await mu(e.environment,t.baseUrl,r,0n),s=await Kh(e,t,n,o,i);return e.keyList=i,await e.begin(s),os(e)}async function os(e){let{enrolment:t}=e.state;if(t===void 0)throw new Bt("there is no enrolment to send");let{body:n}=await e.send("/v1/enrolments",t,zh),o=iu(n),[r,i]=await Promise.all([ht.fromPem(o.certificates.authentication),ht.fromPem(o.certificates.signature)]),s={device:o.device,certificates:{authentication:r.der,signature:i.der}},c=await Ui(s);return await Fh(c,e.state,e.acceptedKeyList.body),await e.commit(({enrolment:u,...f})=>({...f,enrolled:s})),e.enrolled=c,c}async function hu(e,t){let n=await e.environment.address(),{body:o}=await Cn(e.environment,n,"/v1/key-list",fu),{claims:r}=await Ke.parse(Bi,o.trimEnd());return Jc(t,await r.statement_key.spkiSha256(),n)}async function $n(e){let{baseUrl:t,statementKeyPin:n,keyListNumber:o,keyList:r}=e.state,i=await mu(e.environment,t,n,o);if(i.compact===r)return;let s=await $i(i.body);await e.commit(c=>({...c,statementKeyPin:s,keyList:i.compact,keyListNumber:i.body.number})),e.keyList=i}async function mu(e,t,n,o){let{body:r}=await Cn(e,t,"/v1/key-list",fu);return or(r.trimEnd(),n,o)}async function Kh(e,t,n,o,r){let i=await Pc(),s=Ie(32),c=m=>Mh(m,n[m],s,o?.secret??ir,e.iterations),[u,f]=[await c("authentication"),await c("signature")],l={activationId:t.id,deviceKind:"app",csrAuthentication:u.request,csrSignature:f.request,deviceKey:Pe.fromPoint(i.point),proofKeys:{authentication:u.proofKey,signature:f.proofKey},seed:s,iat:e.now()},h=await ru(l,t.secret,r.body.opening_key,ar(i));for(let m of[s,u.proofKey,f.proofKey])m.fill(0);return{version:1,baseUrl:t.baseUrl,statementKeyPin:await $i(r.body),keyList:r.compact,keyListNumber:r.body.number,deviceKey:i,keys:{authentication:u.state,signature:f.state},...o===void 0?{}:{lock:o.lock},unlocks:su,enrolment:h,answered:[],past:[]}}async function Mh(e,t,n,o,r){let[i,s,c]=[kn(),Ie(32),Ie(32)],{proofKey:u,wrapPart:f}=await Rn(t,s,r),l=await kc(n,e,Ii),h=await eo(c,l,f,e,o),m=await cr(i,e,h),p=await nc(i),{point:y}=Pe.ofScalar(i);for(let v of[i,f,l,h])v.fill(0);return{request:p,proofKey:u,state:{point:y,salt:s,iterations:r,clientShare:c,epoch:Ii,wrappedKey:m}}}async function Fh(e,t,n){let o=await Xn(n.person_issuers??[]);for(let r of["authentication","signature"]){let i=e.certificates[r];if(!Be(Pe.fromSpki(i.spki).point,t.keys[r].point))throw new ft("a certificate is for another key");o.length>0&&await i.checkIssuedByOneOf(o,"a certificate is not from a CA of the key list")}}var gu=60,Nn=16;function so(e,t,n,o,r){let i={v:1,aud:"phone-door",device:e,iat:t,wait:n,known:o.length===0?void 0:o};return Fe("sign-pending+jwt",i,r)}var Hh=O({statement:X(Je.longest),request:U(X(lr.longest)),relying_party_chain:U(me(qt,Nn))}),rs=O({sessions:me(Hh,Nn)});function ao({request:e,contents:t},n){let[o,r]=[e?.members.documents?.[n],t[n]],i=r?.type==="digest"?r.sha256:o?.document_sha256;return o?.location===void 0||i===void 0?void 0:{location:o.location,bound:i}}async function yu(e,t){let n=await is(Je,e.statement,t),{body:o}=n,r=await Nc(o.sign,n.sha256);if(o.door==="native"&&e.request!==void 0){let s=await Wh(e.request,o,e.relying_party_chain??[],t);return{statement:n,request:s,contents:s.contents,digests:r}}let i=(e.relying_party_chain??[]).length>0;if(o.door!=="native"&&e.request===void 0&&!i&&o.sign.type==="heard_digest")return{statement:n,request:void 0,contents:[{type:"heard_digest",digest:o.sign.digest}],digests:r};throw new g("request must be there, with its chain, through the native door, and only then")}async function is(e,t,n){let o=await Ke.parse(e,t),r=o.claims.key_list_sha256;if(r!==n.keyList.sha256)throw new Ut(`the statement names key list ${r}, this phone knows ${n.keyList.sha256}`);let i=await o.verify(n.keyList.body.statement_key),{body:s}=i;return G("the statement's device",s.device,n.device),G("the statement's certificate",s.certificate_sha256,n.certificates[s.purpose].sha256),pr(s,n.now),i}async function Wh(e,t,n,o){G("the request's hash",await Mt(e),t.request_sha256);let r=await Ke.parse(lr,e),i=await Lc(r.claims),s=await jh(n,o);G("the relying party's certificate",s.sha256,t.relying_party.certificate_sha256);let[c]=r.headerCertificates;return c!==void 0&&G("the certificate in the request's header",ae(await de(c)),s.sha256),await r.verify(Pe.fromSpki(s.spki)),Uc(t,i),i}var Vh=4;async function jh(e,t){if(e.length<1||e.length>Vh)throw new g("relying_party_chain must have 1 to 4 certificates");let[n]=await Xn(e);if(n===void 0)throw new g("relying_party_chain must have 1 to 4 certificates");let o=await Xn(t.keyList.body.relying_party_issuers);if(await n.checkIssuedByOneOf(o,"relying_party_chain must begin with a certificate of an issuer that the key list names"),n.isCa)throw new g("relying_party_chain must not begin with a CA");let r="the relying party's certificate";if(t.now<n.notBefore)throw new rt(r,!1,n.notBefore,t.now);if(t.now>n.notAfter)throw new rt(r,!0,n.notAfter,t.now);return n}var wu=1e4,Gh=600;async function bu(e,t,n){let o=e.now();for(let[h,m]of e.known)m<=o&&e.known.delete(h);let r=Math.min(t,gu),i=[...e.known.keys()].slice(-Nn),s=await so(e.identity.device,o,r,i,e.sign),{body:c}=await e.send("/v1/phone/pending",s,r*1e3+wu,n),u=rs(ve(c,"the answer to the poll"),"the answer to the poll"),[f,l]=[[],[]];for(let h of u.sessions){let m=await vu(h);if(!(m!==void 0&&e.known.has(m)))try{let p=await Yh(e,h);e.known.set(p.statement.body.session,p.statement.body.expires_at),f.push(p)}catch(p){m!==void 0&&e.known.set(m,o+Gh),l.push(p)}}return{sessions:f,unacceptable:l}}async function vu(e){try{return(await Ke.parse(Je,e.statement)).claims.session}catch{return}}function wr(e){let{device:t,certificates:n}=e.identity;return{device:t,certificates:n,keyList:e.acceptedKeyList,now:e.now()}}async function Yh(e,t){let n=()=>yu(t,wr(e)),o;try{o=await n()}catch(r){if(!(r instanceof Ut))throw r;await $n(e),o=await n()}if(dn(e,o.statement.body.session))throw new Yt("this session was already answered by this phone");return o}function dn(e,t){return e.state.answered.some(n=>n.session===t)}async function xu(e,t){let n=await so(e.identity.device,e.now(),0,[],e.sign),{body:o}=await e.send("/v1/phone/pending",n,wu),{sessions:r}=rs(ve(o,"the answer to the poll"),"the answer to the poll");return(await Promise.all(r.map(vu))).includes(t)}async function ku(e,t,n){let o=ao(t,n);if(o===void 0)throw new g("this document lies nowhere");let{location:r,bound:i}=o;if(zi(r)&&!e.state.baseUrl.startsWith("http://"))throw new ge("a document on this machine is not read");let s=await e.environment.fetching(r.url,r.size);return await Rc(s,r,i),s}var Zh="sign-pin-proof+jwe",Jh="sign-unlock-reply+jwe",Eu=8192;async function Pu(e,t,n,o,r,i){let{device:s,purpose:c,epoch:u,statementSha256:f,ephemeralKey:l,before:h}=n,m=xe(await _c(t,n)),p=We({device:s,purpose:c,epoch:u,statement_sha256:f,ephemeral_key:l.jwk(),before:h,mac:m}),y={v:1,aud:"consent",session:e,device:s,proof:await Xt(o,Zh,H(p)),iat:r};return Fe("sign-unlock+jwt",y,i)}var _u=2**32-1,Su=O({since_last_use:Sn(0,_u),last_30_days:Sn(0,_u)}),Xh=O({authentication:Su,signature:Su}),Qh=O({v:Ae(1n),aud:Ae("phone"),unlock_sha256:le,share:qi,step:qi,next_epoch:En,wrong_pins:Xh}),em={typ:"sign-share+jwt",name:"share",longest:4096,headerKey:"none",lowerS:!0,read:Qh},tm=O({reply:X(Eu)});async function Tu(e,t,n,o,r){let{reply:i}=tm(ve(e,"the reply"),"the reply"),s=it(await nu(i,Jh,Eu,t,"the reply")),{body:c}=await(await Ke.parse(em,s)).verify(n);return G("the unlock that the share answers",c.unlock_sha256,o),G("the next epoch",String(c.next_epoch),String(r+1n)),c}async function Au(e,{statement:t}){await e.tell(await Kc(t,e.now(),e.sign))}async function Ru(e,{statement:t},n){await e.tell(await Mc(t,n,e.now(),e.sign));let o={declined:"refused",not_mine:"not-me",wrong_code:"wrong-code"};await e.commit(r=>ts(r,Bu(t.body,o[n],e.now())))}async function Cu(e,{statement:t,digests:n},o,r=hr(t.body.sign)){zc(r,t.body.sign);let i=t.body.purpose==="signature"?"signed":"logged-in",s=n.map((c,u)=>r.signed[u]===!0?c:void 0);return ss(e,{statement:t,digests:s,shown:nt(t.body,r.opened),past:Bu(t.body,i,e.now())},o)}async function ss(e,t,n){let{statement:o,past:r,newPin:i}=t,{purpose:s,session:c,expires_at:u}=o.body;if(dn(e,c))throw new Yt("this session was already answered by this phone");pr(o.body,e.now());let f=[];try{let l=await om(e);f.push(l),await rm(e);let{salt:h,iterations:m}=e.state.keys[s],p=await Rn(n,h,m);if(f.push(p.proofKey,p.wrapPart),i!==void 0&&Be(i.wrapPart,p.wrapPart))throw new On("the new PIN is the one that there is");let y=await im(e,t,p).catch(Ou);f.push(y.share,y.step);let v=e.state.keys[s],b=await eo(v.clientShare,y.share,p.wrapPart,s,l);f.push(b);let{scalar:x,lies:k}=await nm(v,s,b);f.push(x);let R;if(i!==void 0){let _=await eo(v.clientShare,y.share,i.wrapPart,s,l);f.push(_),R=await cr(x,s,_)}let L=Ao(v.clientShare,y.step);await e.commit(_=>({...ns(_,s,{...k,clientShare:L,epoch:y.next_epoch}),unlocks:du(_.unlocks)})),e.wrongPins=y.wrong_pins;let ue=t.digests.map(_=>_===void 0?void 0:Ai(x,_)),Q=await Fc(o,t.shown,ue,y.next_epoch,e.now(),e.sign),C=r===void 0?{message:Q}:{message:Q,past:r},Y=R===void 0?{}:{otherKey:R};return await e.commit(_=>lu(ns(_,s,Y),{session:c,expiresAt:u,outstanding:C},e.now())),await qu(e,c,C).catch(Ou)}finally{for(let l of f)l.fill(0)}}async function nm(e,t,n){let o=Pe.fromPoint(e.point),{wrappedKey:r,otherKey:i}=e;try{return{scalar:await Di(r,t,o,n),lies:{}}}catch(s){if(!(s instanceof un)||i===void 0)throw s;return{scalar:await Di(i,t,o,n),lies:{wrappedKey:i,otherKey:r}}}}async function om({state:e,environment:t}){return e.lock===void 0?ir:t.deviceLock.secretOf(e.lock)}async function as(e){if(!e.isNew){for(let{session:t,expiresAt:n,outstanding:o}of e.state.answered)if(!(o===void 0||n<=e.now()))try{await qu(e,t,o)}catch(r){if(r instanceof ge)throw r}}}async function qu(e,t,{message:n,past:o}){let r=i=>e.commit(s=>{let c=s.answered.map(u=>u.session===t?{session:t,expiresAt:u.expiresAt}:u);return i&&o!==void 0?ts({...s,answered:c},o):{...s,answered:c}});try{let i=await e.tell(n);return await r(!0),i}catch(i){throw cs(i)&&await r(!1),i}}async function rm(e){let{outstanding:t}=e.state.unlocks;if(t===void 0)return;let n=!0;try{await e.send("/v1/phone/messages",t.message,bt)}catch(o){if(!cs(o))throw o;n=!1}await e.commit(o=>({...o,unlocks:es(o.unlocks,n)}))}async function im(e,{statement:t},n){let{purpose:o,session:r,device:i}=t.body,{statement_key:s,opening_key:c}=e.acceptedKeyList.body,{epoch:u}=e.state.keys[o],f=kn(),l=Pe.ofScalar(f),h={device:i,purpose:o,epoch:u,statementSha256:t.sha256,ephemeralKey:l,before:cu(e.state.unlocks)},m=await Pu(r,n.proofKey,h,c,e.now(),e.sign),p=await au(l);await e.commit(y=>({...y,unlocks:uu(y.unlocks,{purpose:o,name:p,message:m})}));try{let{body:y}=await e.send("/v1/phone/messages",m,bt);return await Tu(y,f,s,await Mt(m),u)}catch(y){throw cs(y)&&await e.commit(v=>({...v,unlocks:es(v.unlocks,!1)})),y}finally{f.fill(0)}}function Ou(e){throw e instanceof ze&&e.problem.slug===W.sessionOver&&e.problem.state==="completed"?new Tn("this session was answered, and not by this phone"):e}function cs(e){if(!(e instanceof ze))return!1;let{status:t,problem:n}=e;return[408,425,429].includes(t)?[W.tooManyUnlocks,W.tooManyMessages].some(o=>o===n.slug):t>=400&&t<500}function Bu(e,t,n){let{name:o,documents:[r,...i]=[]}=nt(e),{purpose:s}=e,c=r?.document_name===void 0?{}:{document:r.document_name};return{name:o,purpose:s,...c,...i.length===0?{}:{more:i.length},outcome:t,at:n}}var sm=15e3,ln={permission(){return!("PushManager"in self)||!("Notification"in self)||!("serviceWorker"in navigator)?"none":Notification.permission==="default"?"open":Notification.permission},async ask(){return await Notification.requestPermission()==="granted"},async subscribe(e){let{pushManager:t}=await navigator.serviceWorker.ready,n=await t.getSubscription(),o=n?.options.applicationServerKey;n!==null&&(o==null||!Be(new Uint8Array(o),e))&&await n.unsubscribe();let r=new Promise((s,c)=>setTimeout(()=>c(new Error("the push service does not answer")),sm)),i=await Promise.race([t.subscribe({userVisibleOnly:!0,applicationServerKey:e}),r]);return{endpoint:i.endpoint,key:$u(i,"p256dh"),secret:$u(i,"auth")}},async end(){await(await(await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription())?.unsubscribe()}};function $u(e,t){let n=e.getKey(t);if(n===null)throw new Error(`the browser gives no ${t}`);return new Uint8Array(n)}var am="words";async function Nu(e){"caches"in self&&await(await caches.open(am)).put("/notification-words",new Response(JSON.stringify(e)))}async function Iu(){let e=await navigator.serviceWorker?.getRegistration();for(let t of await e?.getNotifications?.()??[])t.close()}var xt=class{constructor(t){this.value=t}valueOf(){return this.value}},fe=class extends xt{constructor(t="???"){super(t)}toString(t){return`{${this.value}}`}},Xe=class extends xt{constructor(t,n={}){super(t),this.opts=n}toString(t){if(t)try{return t.memoizeIntlObject(Intl.NumberFormat,this.opts).format(this.value)}catch(n){t.reportError(n)}return this.value.toString(10)}},kt=class e extends xt{static supportsValue(t){if(typeof t=="number"||t instanceof Date)return!0;if(t instanceof xt)return e.supportsValue(t.valueOf());if("Temporal"in globalThis){let n=globalThis.Temporal;if(t instanceof n.Instant||t instanceof n.PlainDateTime||t instanceof n.PlainDate||t instanceof n.PlainMonthDay||t instanceof n.PlainTime||t instanceof n.PlainYearMonth)return!0}return!1}constructor(t,n={}){t instanceof e?(n={...t.opts,...n},t=t.value):t instanceof xt&&(t=t.valueOf()),typeof t=="object"&&"calendarId"in t&&n.calendar===void 0&&(n={...n,calendar:t.calendarId}),super(t),this.opts=n}[Symbol.toPrimitive](t){return t==="string"?this.toString():this.toNumber()}toNumber(){let t=this.value;if(typeof t=="number")return t;if(t instanceof Date)return t.getTime();if("epochMilliseconds"in t)return t.epochMilliseconds;if("toZonedDateTime"in t)return t.toZonedDateTime("UTC").epochMilliseconds;throw new TypeError("Unwrapping a non-number value as a number")}toString(t){if(t)try{return t.memoizeIntlObject(Intl.DateTimeFormat,this.opts).format(this.value)}catch(n){t.reportError(n)}return typeof this.value=="number"||this.value instanceof Date?new Date(this.value).toISOString():this.value.toString()}};var Lu=100,cm="⁨",um="⁩";function dm(e,t,n){if(n===t||n instanceof Xe&&t instanceof Xe&&n.value===t.value)return!0;if(t instanceof Xe&&typeof n=="string"){let o=e.memoizeIntlObject(Intl.PluralRules,t.opts).select(t.value);if(n===o)return!0}return!1}function Du(e,t,n){return t[n]?In(e,t[n].value):(e.reportError(new RangeError("No default")),new fe)}function us(e,t){let n=[],o=Object.create(null);for(let r of t)r.type==="narg"?o[r.name]=co(e,r.value):n.push(co(e,r));return{positional:n,named:o}}function co(e,t){switch(t.type){case"str":return t.value;case"num":return new Xe(t.value,{minimumFractionDigits:t.precision});case"var":return lm(e,t);case"mesg":return fm(e,t);case"term":return pm(e,t);case"func":return hm(e,t);case"select":return mm(e,t);default:return new fe}}function lm(e,{name:t}){let n;if(e.params)if(Object.prototype.hasOwnProperty.call(e.params,t))n=e.params[t];else return new fe(`$${t}`);else if(e.args&&Object.prototype.hasOwnProperty.call(e.args,t))n=e.args[t];else return e.reportError(new ReferenceError(`Unknown variable: $${t}`)),new fe(`$${t}`);if(n instanceof xt)return n;switch(typeof n){case"string":return n;case"number":return new Xe(n);case"object":if(kt.supportsValue(n))return new kt(n);default:return e.reportError(new TypeError(`Variable type not supported: $${t}, ${typeof n}`)),new fe(`$${t}`)}}function fm(e,{name:t,attr:n}){let o=e.bundle._messages.get(t);if(!o)return e.reportError(new ReferenceError(`Unknown message: ${t}`)),new fe(t);if(n){let r=o.attributes[n];return r?In(e,r):(e.reportError(new ReferenceError(`Unknown attribute: ${n}`)),new fe(`${t}.${n}`))}return o.value?In(e,o.value):(e.reportError(new ReferenceError(`No value: ${t}`)),new fe(t))}function pm(e,{name:t,attr:n,args:o}){let r=`-${t}`,i=e.bundle._terms.get(r);if(!i)return e.reportError(new ReferenceError(`Unknown term: ${r}`)),new fe(r);if(n){let c=i.attributes[n];if(c){e.params=us(e,o).named;let u=In(e,c);return e.params=null,u}return e.reportError(new ReferenceError(`Unknown attribute: ${n}`)),new fe(`${r}.${n}`)}e.params=us(e,o).named;let s=In(e,i.value);return e.params=null,s}function hm(e,{name:t,args:n}){let o=e.bundle._functions[t];if(!o)return e.reportError(new ReferenceError(`Unknown function: ${t}()`)),new fe(`${t}()`);if(typeof o!="function")return e.reportError(new TypeError(`Function ${t}() is not callable`)),new fe(`${t}()`);try{let r=us(e,n);return o(r.positional,r.named)}catch(r){return e.reportError(r),new fe(`${t}()`)}}function mm(e,{selector:t,variants:n,star:o}){let r=co(e,t);if(r instanceof fe)return Du(e,n,o);for(let i of n){let s=co(e,i.key);if(dm(e,r,s))return In(e,i.value)}return Du(e,n,o)}function ds(e,t){if(e.dirty.has(t))return e.reportError(new RangeError("Cyclic reference")),new fe;e.dirty.add(t);let n=[],o=e.bundle._useIsolating&&t.length>1;for(let r of t){if(typeof r=="string"){n.push(e.bundle._transform(r));continue}if(e.placeables++,e.placeables>Lu)throw e.dirty.delete(t),new RangeError(`Too many placeables expanded: ${e.placeables}, max allowed is ${Lu}`);o&&n.push(cm),n.push(co(e,r).toString(e)),o&&n.push(um)}return e.dirty.delete(t),n.join("")}function In(e,t){return typeof t=="string"?e.bundle._transform(t):ds(e,t)}var br=class{constructor(t,n,o){this.dirty=new WeakSet,this.params=null,this.placeables=0,this.bundle=t,this.errors=n,this.args=o}reportError(t){if(!this.errors||!(t instanceof Error))throw t;this.errors.push(t)}memoizeIntlObject(t,n){let o=this.bundle._intls.get(t);o||(o={},this.bundle._intls.set(t,o));let r=JSON.stringify(n);return o[r]||(o[r]=new t(this.bundle.locales,n)),o[r]}};function ls(e,t){let n=Object.create(null);for(let[o,r]of Object.entries(e))t.includes(o)&&(n[o]=r.valueOf());return n}var Uu=["unitDisplay","currencyDisplay","useGrouping","minimumIntegerDigits","minimumFractionDigits","maximumFractionDigits","minimumSignificantDigits","maximumSignificantDigits"];function zu(e,t){let n=e[0];if(n instanceof fe)return new fe(`NUMBER(${n.valueOf()})`);if(n instanceof Xe)return new Xe(n.valueOf(),{...n.opts,...ls(t,Uu)});if(n instanceof kt)return new Xe(n.toNumber(),{...ls(t,Uu)});throw new TypeError("Invalid argument to NUMBER")}var gm=["dateStyle","timeStyle","fractionalSecondDigits","dayPeriod","hour12","weekday","era","year","month","day","hour","minute","second","timeZoneName"];function Ku(e,t){let n=e[0];if(n instanceof fe)return new fe(`DATETIME(${n.valueOf()})`);if(n instanceof kt||n instanceof Xe)return new kt(n,ls(t,gm));throw new TypeError("Invalid argument to DATETIME")}var Mu=new Map;function Fu(e){let t=Array.isArray(e)?e.join(" "):e,n=Mu.get(t);return n===void 0&&(n=new Map,Mu.set(t,n)),n}var uo=class{constructor(t,{functions:n,useIsolating:o=!0,transform:r=i=>i}={}){this._terms=new Map,this._messages=new Map,this.locales=Array.isArray(t)?t:[t],this._functions={NUMBER:zu,DATETIME:Ku,...n},this._useIsolating=o,this._transform=r,this._intls=Fu(t)}hasMessage(t){return this._messages.has(t)}getMessage(t){return this._messages.get(t)}addResource(t,{allowOverrides:n=!1}={}){let o=[];for(let r=0;r<t.body.length;r++){let i=t.body[r];if(i.id.startsWith("-")){if(n===!1&&this._terms.has(i.id)){o.push(new Error(`Attempt to override an existing term: "${i.id}"`));continue}this._terms.set(i.id,i)}else{if(n===!1&&this._messages.has(i.id)){o.push(new Error(`Attempt to override an existing message: "${i.id}"`));continue}this._messages.set(i.id,i)}}return o}formatPattern(t,n=null,o=null){if(typeof t=="string")return this._transform(t);let r=new br(this,o,n);try{return ds(r,t).toString(r)}catch(i){if(r.errors&&i instanceof Error)return r.errors.push(i),new fe().toString(r);throw i}}};var fs=/^(-?[a-zA-Z][\w-]*) *= */gm,Hu=/\.([a-zA-Z][\w-]*) *= */y,ym=/\*?\[/y,ps=/(-?[0-9]+(?:\.([0-9]+))?)/y,wm=/([a-zA-Z][\w-]*)/y,Wu=/([$-])?([a-zA-Z][\w-]*)(?:\.([a-zA-Z][\w-]*))?/y,bm=/^[A-Z][A-Z0-9_-]*$/,vr=/([^{}\n\r]+)/y,vm=/([^\\"\n\r]*)/y,Vu=/\\([\\"])/y,ju=/\\u([a-fA-F0-9]{4})|\\U([a-fA-F0-9]{6})/y,xm=/^\n+/,Gu=/ +$/,km=/ *\r?\n/g,_m=/( *)$/,Sm=/{\s*/y,Yu=/\s*}/y,Em=/\[\s*/y,Pm=/\s*] */y,Tm=/\s*\(\s*/y,Om=/\s*->\s*/y,Am=/\s*:\s*/y,Rm=/\s*,?\s*/y,Cm=/\s+/y,Ln=class{constructor(t){this.body=[],fs.lastIndex=0;let n=0;for(;;){let _=fs.exec(t);if(_===null)break;n=fs.lastIndex;try{this.body.push(u(_[1]))}catch(T){if(T instanceof SyntaxError)continue;throw T}}function o(_){return _.lastIndex=n,_.test(t)}function r(_,T){if(t[n]===_)return n++,!0;if(T)throw new T(`Expected ${_}`);return!1}function i(_,T){if(o(_))return n=_.lastIndex,!0;if(T)throw new T(`Expected ${_.toString()}`);return!1}function s(_){_.lastIndex=n;let T=_.exec(t);if(T===null)throw new SyntaxError(`Expected ${_.toString()}`);return n=_.lastIndex,T}function c(_){return s(_)[1]}function u(_){let T=l(),j=f();if(T===null&&Object.keys(j).length===0)throw new SyntaxError("Expected message value or attributes");return{id:_,value:T,attributes:j}}function f(){let _=Object.create(null);for(;o(Hu);){let T=c(Hu),j=l();if(j===null)throw new SyntaxError("Expected attribute value");_[T]=j}return _}function l(){let _;if(o(vr)&&(_=c(vr)),t[n]==="{"||t[n]==="}")return h(_?[_]:[],1/0);let T=Q();return T?_?h([_,T],T.length):(T.value=C(T.value,xm),h([T],T.length)):_?C(_,Gu):null}function h(_=[],T){for(;;){if(o(vr)){_.push(c(vr));continue}if(t[n]==="{"){_.push(m());continue}if(t[n]==="}")throw new SyntaxError("Unbalanced closing brace");let He=Q();if(He){_.push(He),T=Math.min(T,He.length);continue}break}let j=_.length-1,pe=_[j];typeof pe=="string"&&(_[j]=C(pe,Gu));let he=[];for(let He of _)He instanceof xr&&(He=He.value.slice(0,He.value.length-T)),He&&he.push(He);return he}function m(){i(Sm,SyntaxError);let _=p();if(i(Yu))return _;if(i(Om)){let T=b();return i(Yu,SyntaxError),{type:"select",selector:_,...T}}throw new SyntaxError("Unclosed placeable")}function p(){if(t[n]==="{")return m();if(o(Wu)){let[,_,T,j=null]=s(Wu);if(_==="$")return{type:"var",name:T};if(i(Tm)){let pe=y();if(_==="-")return{type:"term",name:T,attr:j,args:pe};if(bm.test(T))return{type:"func",name:T,args:pe};throw new SyntaxError("Function names must be all upper-case")}return _==="-"?{type:"term",name:T,attr:j,args:[]}:{type:"mesg",name:T,attr:j}}return k()}function y(){let _=[];for(;;){switch(t[n]){case")":return n++,_;case void 0:throw new SyntaxError("Unclosed argument list")}_.push(v()),i(Rm)}}function v(){let _=p();return _.type!=="mesg"?_:i(Am)?{type:"narg",name:_.name,value:k()}:_}function b(){let _=[],T=0,j;for(;o(ym);){r("*")&&(j=T);let pe=x(),he=l();if(he===null)throw new SyntaxError("Expected variant value");_[T++]={key:pe,value:he}}if(T===0)return null;if(j===void 0)throw new SyntaxError("Expected default variant");return{variants:_,star:j}}function x(){i(Em,SyntaxError);let _;return o(ps)?_=R():_={type:"str",value:c(wm)},i(Pm,SyntaxError),_}function k(){if(o(ps))return R();if(t[n]==='"')return L();throw new SyntaxError("Invalid expression")}function R(){let[,_,T=""]=s(ps),j=T.length;return{type:"num",value:parseFloat(_),precision:j}}function L(){r('"',SyntaxError);let _="";for(;;){if(_+=c(vm),t[n]==="\\"){_+=ue();continue}if(r('"'))return{type:"str",value:_};throw new SyntaxError("Unclosed string literal")}}function ue(){if(o(Vu))return c(Vu);if(o(ju)){let[,_,T]=s(ju),j=parseInt(_||T,16);return j<=55295||57344<=j?String.fromCodePoint(j):"�"}throw new SyntaxError("Unknown escape sequence")}function Q(){let _=n;switch(i(Cm),t[n]){case".":case"[":case"*":case"}":case void 0:return!1;case"{":return Y(t.slice(_,n))}return t[n-1]===" "?Y(t.slice(_,n)):!1}function C(_,T){return _.replace(T,"")}function Y(_){let T=_.replace(km,`
`),j=_m.exec(_)[1].length;return new xr(T,j)}}},xr=class{constructor(t,n){this.value=t,this.length=n}};var Zu=`# كلمات تشترك فيها عدة واجهات. للشيء الواحد كلمة واحدة في كل مكان.

language = اللغة
language-name = العربية
back = رجوع
details-for-specialists = تفاصيل للمختصين
purpose-authentication = تسجيل الدخول
purpose-signature = التوقيع
pin-authentication = الرقم السري 1
pin-signature = الرقم السري 2

# حال الشهادة.
standing-good = سارية
standing-frozen = جمّدتَها أنت
standing-suspended = علّقتها الخدمة أو موظف
standing-revoked = ملغاة نهائيًا
`;var Ju=`# ما طُلب من الشخص، على كل هواتفه، على الهاتف الذي يحمله الناس.

mine-title = ما يخصني

## The list
history-title = توقيعاتي
history-lead = ما طُلب منك، على كل هواتفك، وافقت أم لم توافق. الأحدث أولًا.
history-loading = نسأل الخدمة …
history-failed-title = تعذّر الاستعلام
history-failed = تعذّر الوصول إلى الخدمة. حاول من جديد عند وجود اتصال.
history-empty = لم يطلب منك أحد شيئًا بعد.
history-more = أظهر ما هو أقدم
history-missing = لا يُحذف شيء من هذا بمرور الوقت. الطلبات التي أبعدتها الخدمة عنك لم تصل إلى أي هاتف، فليست هنا.
history-unacceptable-title = { $count ->
    [zero] لم يُخفَ أي طلب
    [one] طلب واحد لا يُعرض
    [two] طلبان لا يُعرضان
    [few] { $count } طلبات لا تُعرض
    [many] { $count } طلبًا لا يُعرض
   *[other] { $count } طلب لا يُعرض
}
history-unacceptable = ذكرتها الخدمة، لكنها لم تجتز فحصًا على هذا الهاتف.
history-own = أنت، بهاتفك

## How each ended
outcome-done = نُفّذ
outcome-expired = لم يُجَب في الوقت
outcome-cancelled = سُحب
outcome-failed = لم ينجح
outcome-open = ما زال مفتوحًا

## What you wanted of your own keys
deed-freeze = تجميد كل شيء
deed-unfreeze = إنهاء التجميد
deed-end-device = إنهاء هاتف
deed-change-pin = تغيير { $pin }
deed-activate = إضافة هاتف
deed-name-device = تسمية هاتف

## One of them
past-asker = طلبه
past-for = من أجل
past-phone = على الهاتف
past-other-phone = هاتف آخر لك
past-asked = طُلب
past-ended = انتهى
past-receipt = الإيصال، SHA-256
past-certificate = شهادتك، SHA-256
past-device = رقم الهاتف
past-save = احفظ الإثبات
past-save-text = في الملف ما طُلب، وما عُرض على هاتفك، وكيف انتهى، وإثبات وجوده في سجل البلد. من لديه مفاتيح البلد يستطيع التحقق منه من دون هذه الخدمة.
past-saved-title = حُفظ
past-saved = هو حيث يحفظ هذا المتصفح تنزيلاته. احفظه جيدًا: ففيه ما طُلب منك.
past-unproven-title = حُفظ، لكن من دون إثباته
past-unproven = لم يأخذه السجل بعد. احفظه من جديد بعد دقيقة.
past-offline-title = لا اتصال
past-offline = لم يُحفظ شيء. حاول من جديد عند وجود اتصال.
past-failed-title = لم يُحفظ شيء
past-failed = لم تعطِ الخدمة هذا الملف، أو رفضه هذا الهاتف. حاول لاحقًا.
`;var Xu=`# هواتف الشخص وشهاداته، على الهاتف الذي يحمله الناس.

## What there is
keys-title = هواتفي وشهاداتي
keys-loading = نسأل الخدمة …
keys-failed-title = تعذّر الاستعلام
keys-failed = تعذّر الوصول إلى الخدمة. قد يكون ما تراه قديمًا.
keys-this = هذا الهاتف
keys-unnamed = هاتف { $since }
keys-used = آخر استعمال: { $when }
keys-never-used = لم يُستعمل بعد.
keys-ended = انتهى: لم يعد قادرًا على تسجيل دخولك ولا على التوقيع.
keys-name = أعطه اسمًا
keys-name-label = ما تسمّي به هذا الهاتف
keys-name-save = احفظ هذا الاسم
keys-end = أنهِ هذا الهاتف
keys-freeze = جمّد كل شيء الآن
keys-unfreeze = أنهِ التجميد بالرقم السري 2
keys-frozen-title = كل شيء مجمّد
keys-frozen = لا أحد يستطيع تسجيل الدخول أو التوقيع باسمك، على أي من هواتفك، حتى تنهي التجميد بالرقم السري 2.

## The PIN that grants it
grant-unfreeze-title = أدخل الرقم السري 2 لإنهاء التجميد
grant-unfreeze = عندئذ تستطيع هواتفك تسجيل دخولك والتوقيع من جديد.
grant-end-device-title = أدخل الرقم السري 2 لإنهاء هذا الهاتف
grant-end-device = لن يستطيع بعدها أبدًا تسجيل دخولك ولا التوقيع. ما وقّعه يبقى صحيحًا.
grant-submit = نفّذ

## What came of it
done-freeze-title = كل شيء مجمّد
done-freeze = لا أحد يستطيع الآن تسجيل الدخول أو التوقيع باسمك، على أي من هواتفك. انتهت الطلبات المفتوحة. تنهي التجميد بالرقم السري 2.
done-unfreeze-title = انتهى التجميد
done-unfreeze = تستطيع هواتفك تسجيل دخولك والتوقيع من جديد.
done-end-device-title = انتهى ذلك الهاتف
done-end-device = لم يعد قادرًا على تسجيل دخولك ولا على التوقيع، ويقول ذلك عند فتحه.
done-back = العودة إلى هواتفي
undone-offline-title = لا اتصال
undone-offline = تعذّر الوصول إلى الخدمة، فليس مؤكدًا أن الأمر نُفّذ. حاول من جديد عند وجود اتصال.
undone-lock-shut-title = بقي قفل هذا الجهاز مغلقًا
undone-lock-shut = لم يُنفّذ شيء، ولم يُجرَّب رقمك السري.
undone-late-title = فات الأوان: لم يُنفّذ شيء
undone-late = انتهى الوقت المخصّص. ابدأ من جديد.
undone-locked-title = أرقام سرية خاطئة كثيرة
undone-locked = لم يُنفّذ شيء. يمكنك المحاولة من جديد في { $until }. إن لم تكن أنت، فاذهب إلى موظف.
undone-many-title = محاولات كثيرة
undone-many = لم يُنفّذ شيء. انتظر قليلًا ثم ابدأ من جديد.
undone-not-frozen-title = ليس هناك ما تنهيه
undone-not-frozen = لم تجمّد شيئًا. ما علّقه موظف أو الخدمة يستطيع موظف إعادته.
undone-failed-title = لم ينجح الأمر
undone-failed = لم يُنفّذ شيء. ابدأ من جديد، أو اذهب إلى موظف.
result-freeze = إن كان أحد قد يتصرف باسمك فجمّد كل شيء: عندها لا يستطيع أحد تسجيل الدخول أو التوقيع باسمك. لا يلزم رقم سري، وتستطيع إنهاءه بنفسك.

## Another PIN
pins-change = غيّر { $pin }
pins-forgotten = نسيت رقمًا سريًا؟ لا أحد يستطيع استرجاعه. اذهب إلى موظف يعطيك رابطًا لإعداد هذا الهاتف من جديد.
change-title = اختر الجديد من { $pin }
change-lead-authentication = من 4 إلى 12 رقمًا، وليس داخل الرقم السري 2: لا يستطيع هذا الهاتف مقارنتهما. ثم تدخل الرقم السري 1 الذي لديك الآن.
change-lead-signature = من 5 إلى 12 رقمًا، ولا يجوز أن يكون الرقم السري 1 داخله: لا يستطيع هذا الهاتف مقارنتهما. ثم تدخل الرقم السري 2 الذي لديك الآن.
grant-change-pin-title = والآن { $pin } الذي لديك حتى الآن
grant-change-pin = به يُسمح بالتغيير. المحاولات الخاطئة تُحسب كغيرها.
done-change-pin-title = غُيّر { $pin } الخاص بك
done-change-pin = من الآن فصاعدًا أدخل الجديد. هواتفك الأخرى تحتفظ بأرقامها.
undone-same-title = هذا هو الرقم السري الذي لديك
undone-same = لم يُغيَّر شيء. ابدأ من جديد واختر رقمًا آخر.
undone-unsure-title = ليس مؤكدًا أن رقمك السري قد غُيّر
undone-unsure = تعذّر الوصول إلى الخدمة في النهاية. في المرة القادمة أدخل الرقم السري الجديد؛ وإن قيل إنه خاطئ فأدخل السابق. أحدهما صحيح، وهذا الهاتف يحتفظ بالطريقين حتى يعرف.

## Another phone
add-phone = أضف هاتفًا آخر
grant-activate-title = أدخل الرقم السري 2 لإضافة هاتف آخر
grant-activate = يحصل الهاتف الآخر على مفاتيح وأرقام سرية خاصة به، ويوقّع باسمك أيضًا.
add-phone-title = افتح هذا الرمز بالهاتف الآخر
add-phone-lead = وجّه كاميرته نحو الرمز. إنه صالح لدقائق، ولهاتف واحد.
add-phone-qr = رمز QR للهاتف الآخر
add-phone-typed = أو افتح صفحة الهاتف هناك واكتب:
add-phone-secret = لا تُره لأحد: من يملكه يصبح هاتفًا من هواتفك.
phone-arrived-title = هاتفك الآخر حاضر
phone-arrived-lead = يجب أن يعرض هذا الرقم الآن. رقم آخر؟ إذن كان شخص آخر أسرع.
phone-arrived-same = يعرض الرقم نفسه
phone-arrived-other = رقم آخر: أنهِ ذلك الهاتف
phone-added-title = أُضيف هاتف إلى هواتفك
phone-added = أُضيف: { $when }. إن لم تكن أنت فانظر إلى هواتفك وأنهِه، أو جمّد كل شيء.
phone-added-mine = أنا أضفته
phone-added-look = انظر إلى هواتفي
undone-no-further-title = لا يستطيع هذا الهاتف إضافة هاتف آخر
undone-no-further = هو جديد جدًا على ذلك، أو لديك من الهواتف ما يُسمح به، أو لا يضيف الهواتف هنا إلا الموظفون. لم يُنفّذ شيء: اطلب رابطًا من موظف.
`;var Qu=`# الهاتف الذي يحمله الناس.

## Starting
phone-name = الهاتف
phone-opening = يُفتح هاتفك الآن …
phone-does-not-open = إن لم يظهر شيء هنا فهذا المتصفح قديم جدًا أو لا يشغّل البرامج النصية. استخدم أحدث إصدار من متصفحك.

start-title = جهّز هاتفك
start-lead = بهذا الهاتف تستطيع تسجيل الدخول والتوقيع لدى الخدمات الإلكترونية. يعطيك موظف اطّلع على وثيقة هويتك رمز QR أو رابطًا أو سطرًا من الحروف لهذا الغرض.
start-once = الرابط يعمل مرة واحدة. لا ترسله إلى أحد: من يملكه يستطيع تجهيز هاتف باسمك.
start-scan = امسح رمز QR
start-code = اكتب الرمز باليد
start-enter = أدخل السطر يدويًا
start-needs = تختار رقمين سريين. لا يغادران هذا الهاتف أبدًا.

scan-title = امسح رمز QR الذي أعطاك إياه الموظف
scan-lead = أمسك هذا الجهاز بحيث يظهر الرمز كله في الصورة. تبقى الصورة على هذا الجهاز ولا تُحفظ.
scan-picture = صورة الكاميرا
scan-asking = في انتظار الكاميرا. إن سألك المتصفح فاسمح بها لهذه الصفحة.
scan-other-title = هذا رمز آخر
scan-other = امسح الرمز الذي أعطاك إياه الموظف.
scan-refused-title = لا يمكن استخدام الكاميرا
scan-refused = لا يُسمح لهذه الصفحة باستخدامها، أو لا توجد كاميرا. أدخل السطر الذي أعطاك إياه الموظف يدويًا، أو افتح رابطه على هذا الجهاز. لاستخدام الكاميرا اسمح بها لهذه الصفحة في إعدادات متصفحك، ثم حاول مرة أخرى.
scan-again = حاول بالكاميرا مرة أخرى

activation-title = أدخل السطر الذي أعطاك إياه الموظف
activation-label = يبدأ السطر بالكلمة sign-activation
activation-help = انسخه كما هو، بكل حروفه وأرقامه.
activation-continue = متابعة
activation-wrong = ليس هذا سطرًا من هذا النوع. لم يُجهَّز شيء. تأكد أن أوله وآخره لم ينقصا.
activation-other-service = هذا السطر لخدمة أخرى غير هذه. افتح العنوان الذي أعطاك إياه الموظف.
activation-found-title = قُرئ رابطك
activation-found = الرابط مخصص لـ { $host }. تختار الآن رقمين سريين: واحدًا لتسجيل الدخول وواحدًا للتوقيع.
activation-begin = اختر رقمَيَّ السريين
code-title = اكتب الرمز الذي أعطاك إياه الموظف
code-lead = ست مجموعات في كل منها ستة أحرف وأرقام. الأحرف الصغيرة لا تضر، ولا يوجد حرف O: إنه صفر.
code-group = المجموعة { $number }
code-slips = انظر مرة أخرى إلى: { $groups }. فيها حرف غير الذي على الورقة.
code-slip = في إحدى المجموعات خطأ. لم يُعَدَّ شيء.
code-other-service = هذا الرمز لخدمة غير هذه الصفحة. افتح العنوان الذي أعطاك إياه الموظف.
code-line-instead = لديّ سطر طويل بدلًا من ذلك

errors-title = هناك ما يجب تصحيحه

## Choosing PINs
choose-title-authentication = اختر الرقم السري 1 لتسجيل الدخول
choose-title-signature = اختر الرقم السري 2 للتوقيع
choose-again-title = { $pin } مرة أخرى
choose-lead-authentication = من 4 إلى 12 رقمًا. تدخله عندما تطلب منك خدمة إلكترونية تسجيل الدخول.
choose-lead-signature = من 5 إلى 12 رقمًا. تدخله عندما توقّع. يجب أن يختلف عن الرقم السري 1.
choose-again-lead = أدخل الأرقام نفسها مرة أخرى، حتى لا يمنعك خطأ في الكتابة من الدخول.
choose-next = استخدم هذا: { $pin }
choose-same = هذا هو { $pin }
choose-differs = ليست هذه الأرقام نفسها. اختر { $pin } من جديد.
pin-strength = مدى صعوبة تخمينه
pin-weak-malformed = أرقام فقط، 12 رقمًا على الأكثر.
pin-weak-short = { $missing ->
    [one] قصير جدًا: ينقص رقم واحد.
    [two] قصير جدًا: ينقص رقمان.
    [few] قصير جدًا: تنقص { $missing } أرقام.
   *[other] قصير جدًا: ينقص { $missing } رقمًا.
}
pin-weak-sequence = سهل التخمين: الأرقام متتالية، كما في 12345.
pin-weak-repetition = سهل التخمين: الأرقام متكررة، كما في 1111 أو 1212.
pin-weak-date = سهل التخمين: هذه سنة أو تاريخ.
pin-weak-related = يشبه الرقم السري 1 كثيرًا: أحدهما داخل الآخر.
pin-good = جيد. لا يخمّنه أحد في المحاولات القليلة المسموحة.
pin-strong = جيد جدًا: طويل وصعب التخمين.

## The lock of the device
protect-title = هل تحمي مفاتيحك بقفل هذا الجهاز؟
protect-lead = عندئذ لا تُفتح مفاتيحك إلا على هذا الجهاز، بعد بصمة إصبعك أو وجهك أو رمز الجهاز. لا تنفع أحدًا نسخةٌ مما يحفظه هذا المتصفح.
protect-lost = إن فقدت هذا الجهاز أو حذفت مفتاح المرور لهذه الصفحة فقد ضاع هذا الهاتف أيضًا. يعطيك موظف عندئذ رابطًا جديدًا.
protect-pins = تبقى بحاجة إلى رقميك السريين في كل مرة.
protect-with = احمِها بالقفل
protect-without = تابع من دونه
protect-wait = في انتظار قفل هذا الجهاز …
protect-failed-title = لم تُحمَ مفاتيحك بعد
protect-failed = لم يُفتح القفل، أو لا يستطيع حماية مفاتيح هذه الصفحة. حاول مرة أخرى، أو تابع من دونه.

## Making keys
making-title = يُجهَّز هاتفك الآن
making-keys = تُصنع مفاتيحك وتُطلب شهادتاك. يستغرق هذا بضع ثوان.
making-failed-title = لم يُجهَّز هاتفك بعد
making-failed = تعذّر الوصول إلى الخدمة. مفاتيحك محفوظة على هذا الهاتف. لم يضِع شيء: حاول مرة أخرى.
making-again = حاول مرة أخرى
making-unreached = تعذّر الوصول إلى الخدمة. لم يُجهَّز شيء بعد. حاول مرة أخرى عندما يتوفر اتصال.
making-link-over = لم يعد هذا الرابط صالحًا: استُخدم من قبل أو سُحب أو مضى وقته.
making-refused = لم تقبله الخدمة. تقول:
making-failed-check = لم يجتز جواب الخدمة أحد الفحوص، فلم يأخذه هذا الهاتف.
making-refused-next = لم يُجهَّز شيء. اطلب من الموظف رابطًا جديدًا.
making-start-over = ابدأ من جديد برابط جديد

enrolled-title = هاتفك جاهز
enrolled-lead = { $name }، يستطيع هذا الهاتف الآن تسجيل دخولك والتوقيع عنك حتى { $until }.
enrolled-authentication = تسجيل الدخول، بالرقم السري 1
enrolled-authentication-text = يُظهر للخدمة الإلكترونية أنك أنت.
enrolled-signature = التوقيع، بالرقم السري 2
enrolled-signature-text = يُعد توقيعك الشخصي. لا تدخل الرقم السري 2 إلا لما تريد توقيعه.
enrolled-keep = لن يطلب منك أحد هذين الرقمين أبدًا: لا مكتب ولا مصرف ولا شرطة.
comparison-title = يجب أن يعرض الموظف، أو هاتفك الآخر، الرقم نفسه
comparison-text = اقرأه للموظف، أو انظر إلى الهاتف الذي أضفت به هذا الهاتف. رقم آخر؟ إذن أعدّ شخص آخر هاتفًا باسمك: اطلب إنهاءه حالًا.
enrolled-done = اذهب إلى هاتفي

## At rest
home-lead = يستطيع هذا الهاتف تسجيل دخولك والتوقيع عنك حتى { $until }.
home-ended = انتهت شهادتاك في { $until }. لم يعد هذا الهاتف يستطيع تسجيل دخولك ولا التوقيع. اطلب من موظف رابطًا جديدًا.
home-nothing-title = لا يوجد طلب في انتظارك
home-nothing = عندما تطلب خدمة إلكترونية شيئًا يظهر هنا، ما دامت هذه الصفحة مفتوحة.
home-waiting-title = { $count ->
    [one] طلب واحد في انتظارك
    [two] طلبان في انتظارك
    [few] { $count } طلبات في انتظارك
   *[other] { $count } طلبًا في انتظارك
}
home-look = انظر إليه
home-more = و{ $count } غيرها
home-past-title = آخر ما فعلته على هذا الهاتف
home-past-empty = لا شيء بعد.
home-certificates = ما يستطيعه هذا الهاتف
home-offline-title = لا يوجد اتصال
home-offline = لا يستطيع هذا الهاتف الوصول إلى الخدمة الآن. يعيد المحاولة بنفسه. لم يضِع شيء.
home-unacceptable-title = طلب لم يُعرض
home-unacceptable = لم يجتز أحد الفحوص، فرفض هذا الهاتف عرضه. لم يُوقَّع شيء. إن كنت على وشك تسجيل الدخول أو التوقيع فابدأ من جديد لدى الخدمة الإلكترونية.
home-clock-title = ساعة هذا الهاتف خاطئة
home-clock = لا تجيب الخدمة لأن وقت هذا الهاتف غير صحيح. اضبط التاريخ والوقت على الوضع التلقائي ثم عُد.
home-keep-title = قد ينسى هذا المتصفح هاتفك
home-keep = أضف هذه الصفحة إلى شاشتك الرئيسية حتى يحتفظ بها المتصفح.
waking-title = الإشعارات
waking-text = إذا انتظرك طلب وكانت هذه الصفحة مغلقة، يستطيع جهازك أن يُعلمك. لا يقول الإشعار من يطلب ولا ماذا يطلب.
waking-begin = أعلمني
waking-end = أوقف إعلامي
waking-is-on = إذا انتظرك طلب وكانت هذه الصفحة مغلقة، يُعلمك جهازك.
waking-is-off = لا تُعلمك هذه الصفحة. تجد ما ينتظرك عندما تفتحها.
waking-is-denied = إشعارات هذه الصفحة موقوفة في إعدادات متصفحك. تجد ما ينتظرك عندما تفتحها.
waking-busy = لحظة …
waking-failed-title = تعذّر تشغيل الإشعارات
waking-failed = حاول لاحقًا. تجد ما ينتظرك عندما تفتح هذه الصفحة.
notification-title = طلب في انتظارك
notification-text = افتح هاتفك للنظر إليه.
outcome-signed = وُقِّع
outcome-logged-in = سُجِّل الدخول
outcome-refused = رُفض
outcome-not-me = أُبلغ: لست أنت
outcome-wrong-code = رُفض: رقم آخر

## A request
request-title-authentication = تطلب منك { $name } تسجيل الدخول
request-title-signature = تطلب منك { $name } التوقيع
request-signed-by = تم التحقق، بتوقيعها هي
request-vouched-by = لم توقّعه بنفسها: { $door } يشهد بمن يطلب
door-mobile-id = Mobile-ID
request-code = يجب أن ترى على الشاشة الأخرى
request-code-warning = رقم آخر، أو لم تبدأ أنت شيئًا؟ ارفض.
request-other-number = أرى رقمًا آخر
request-choose = أيّ رقم يظهر على الشاشة الأخرى؟
request-choose-warning = لا يجوز لأحد أن يمليَ عليك الرقم بالهاتف. لا ترى أيًّا منها، أو لم تبدأ شيئًا؟ ارفض.
request-none-of-these = لا أرى أيًّا منها
request-choose-first = اختر الرقم أوّلًا
request-no-code = لا يوجد رقم للمقارنة. لا توقّع إلا إذا بدأت هذا بنفسك الآن.
request-no-code-authentication = لا يوجد رقم للمقارنة. لا تسجّل الدخول إلا إذا بدأت هذا بنفسك الآن.
request-document = الوثيقة
request-says = تقول
request-pay = تدفع
request-payee = إلى
request-purpose = الغرض
request-purpose-authentication = تسجيل الدخول إلى { $domain }
request-text-title = توقّع هذا النص
request-digest-only-title = المرسل وحده يعلم ما يُوقَّع
request-digest-only = لا يستطيع هذا الهاتف رؤية الوثيقة. لا توقّع إلا إذا كنت تعرف من يطلب وتثق به.
request-vouched-title = لم توقّع الخدمة الإلكترونية هذا الطلب
request-vouched = { $door } يقول من يطلب. كن أكثر حذرًا من المعتاد.
request-country = البلد
request-left-minutes = { $minutes ->
    [one] بقيت دقيقة واحدة تقريبًا.
    [two] بقيت دقيقتان تقريبًا.
    [few] بقيت { $minutes } دقائق تقريبًا.
   *[other] بقيت { $minutes } دقيقة تقريبًا.
}
request-left-little = بقي أقل من دقيقة.
request-more = المزيد عن هذا الطلب
request-digest = بصمة الوثيقة
request-rest = اعرض الباقي
request-sign-authentication = سجّل الدخول بالرقم السري 1
request-sign-signature = وقّع بالرقم السري 2
request-documents = توقّع { $count } وثائق معًا
request-documents-left = { $count ->
    [one] ستُوقَّع وثيقة واحدة. يمكنك شطب ما لا تريد توقيعه.
    [two] ستُوقَّع وثيقتان. يمكنك شطب ما لا تريد توقيعه.
    [few] ستُوقَّع { $count } وثائق. يمكنك شطب ما لا تريد توقيعه.
   *[other] ستُوقَّع { $count } وثيقة. يمكنك شطب ما لا تريد توقيعه.
}
request-none-left = شطبت كل شيء. أعد وثيقة أو ارفض.
request-number = { $number }.
request-document-text = نص
request-document-unnamed = الوثيقة { $number }
request-open = اقرأ
request-opened = قُرئت
request-strike = اشطب
request-put-back = أعد
request-struck = مشطوبة
request-must-open = تجب قراءتها أولًا
request-differs = ملف آخر
request-read = اقرأ الوثيقة
request-read-first = اقرأ أولًا رقم { $number }
request-sign-documents = { $count ->
    [one] وقّع وثيقة واحدة بالرقم السري 2
    [two] وقّع وثيقتين بالرقم السري 2
    [few] وقّع { $count } وثائق بالرقم السري 2
   *[other] وقّع { $count } وثيقة بالرقم السري 2
}
request-refuse = ارفض
request-not-me = لست أنا
request-wait = في انتظار الخدمة …
detail-session = الجلسة
detail-statement = البيان، SHA-256
detail-request = الطلب، SHA-256
detail-relying-party = مسجلة باسم
detail-certificate-of-asker = شهادتها، SHA-256
detail-signed-digest = ما يُوقَّع، SHA-256
detail-until = تنتهي في (UTC)

## Reading a document
read-title = ما توقّعه
read-back = عُد إلى الطلب
read-waiting = الوثيقة قادمة …
read-exact = هذا تمامًا ما سيُوقَّع. تحقق هذا الهاتف منه.
read-page = الصفحة #
read-save = احفظ الوثيقة
read-other = لا يستطيع هذا الهاتف عرض هذا النوع من الوثائق. احفظها وانظر إليها ببرنامج آخر.
read-broken-title = لا يمكن عرض هذه الوثيقة هنا
read-unreached-title = لم تصل الوثيقة
read-unreached = لا أحد يجيب حيث يجب أن تكون. يمكنك المحاولة مرة أخرى أو الرفض.
read-differs-title = ليس هذا ما ستوقّعه
read-differs = في مكانها ملف آخر. لا يعرضه هذا الهاتف ولا يوقّعه. أخبر الخدمة الإلكترونية.

## The PIN
pin-title-authentication = أدخل الرقم السري 1 لتسجيل الدخول
pin-title-signature = أدخل الرقم السري 2 للتوقيع
pin-summary-code = الرقم { $code }
pin-summary-payment = { $amount } إلى { $payee }
pin-documents = { $count ->
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
   *[other] { $count } وثيقة
}
pin-count = { $count ->
    [0] لم يُدخل أي رقم
    [one] أُدخل رقم واحد
    [two] أُدخل رقمان
    [few] أُدخلت { $count } أرقام
   *[other] أُدخل { $count } رقمًا
}
pin-digits = الأرقام
pin-delete = احذف آخر رقم
pin-submit-authentication = دخول
pin-submit-signature = وقّع
pin-lock-next = بعد ذلك يطلب هذا الجهاز قفله هو.
pin-never = لن يطلب منك أحد هذا الرقم السري أبدًا: لا مكتب ولا مصرف ولا شرطة.
pin-wrong = لم يكن هذا { $pin } الخاص بك. لم يُوقَّع شيء. { $remaining ->
    [one] بقيت لك محاولة واحدة ثم انتظار.
    [two] بقيت لك محاولتان ثم انتظار.
    [few] بقيت لك { $remaining } محاولات ثم انتظار.
   *[other] بقيت لك { $remaining } محاولة ثم انتظار.
}
pin-wrong-last = لم يكن هذا { $pin } الخاص بك. لم يُوقَّع شيء. رقم خاطئ آخر يؤدي إلى انتظار.
pin-working = لحظة واحدة …

## What came of it
result-signed-title = وقّعت
result-signed = توقيعك لدى { $name }.
result-logged-in-title = سُجّل دخولك
result-logged-in = تعلم { $name } أنك أنت. تابع على الشاشة الأخرى.
result-refused-title = رفضت
result-refused = أُبلغت { $name }. لم يُوقَّع شيء.
result-not-me-title = قلت إنك لست من بدأ هذا
result-not-me = أُبلغت { $name } وأُبلغت الخدمة. لم يُوقَّع شيء. إن تكرر هذا فأخبر موظفًا: ربما يعرف أحدهم هويتك لدى الخدمة الإلكترونية.
result-wrong-code-title = رأيت رقمًا آخر
result-wrong-code = رُفض الطلب وأُبلغت الخدمة. لم يُوقَّع شيء. أغلق الصفحة الأخرى وافتح الخدمة الإلكترونية من جديد بعنوانها.
result-late-title = فات الوقت: لم يُوقَّع شيء
result-late = انتهى وقت هذا الطلب. اطلب من { $name } إرساله مرة أخرى.
result-gone-title = انتهى هذا الطلب
result-gone = أُنهي لدى الخدمة الإلكترونية أو على هاتف آخر. لم يوقّع هذا الهاتف شيئًا.
result-elsewhere-title = أجاب أحدهم، وليس هذا الهاتف
result-elsewhere = أجاب هاتف آخر عن هذا الطلب بمفتاحك. إن لم تكن أنت فاذهب إلى موظف فورًا: ربما يملك غيرك ما على هذا الهاتف.
result-unsure-title = ليس مؤكدًا بعد
result-unsure = انقطع الاتصال في اللحظة الأخيرة. يُبلغ هذا الهاتف الخدمة بنفسه متى استطاع. انظر إلى الشاشة الأخرى هل تابعت قبل أن تبدأ من جديد.
result-offline-title = لا يوجد اتصال
result-offline = تعذّر الوصول إلى الخدمة. لم يُوقَّع شيء. حاول مرة أخرى عندما يتوفر اتصال.
result-lock-shut-title = بقي قفل هذا الجهاز مغلقًا
result-lock-shut = لم يُوقَّع شيء، ولم يُجرَّب رقمك السري. حاول مرة أخرى. إن حُذف مفتاح المرور لهذه الصفحة، أو كان هذا جهازًا غير الذي جهّزته، فقد ضاع هذا الهاتف: اطلب من موظف رابطًا جديدًا.
result-locked-title = أرقام سرية خاطئة كثيرة
result-locked = لم يُوقَّع شيء. تستطيع المحاولة مرة أخرى عند { $until }. إن لم تكن أنت فاذهب إلى موظف.
result-many-title = محاولات كثيرة لهذا الطلب
result-many = لم يُوقَّع شيء. اطلب من { $name } إرسال الطلب مرة أخرى. إن لم تكن أنت من حاول فاذهب إلى موظف.
result-failed-title = لم ينجح الأمر
result-failed = لم يُوقَّع شيء. تقول الخدمة:
result-failed-plain = لم يُوقَّع شيء. ابدأ من جديد لدى الخدمة الإلكترونية.
result-wrong-pins = { $count ->
    [one] منذ آخر استخدام لك أُدخل خطأً مرة واحدة: { $pin }.
    [two] منذ آخر استخدام لك أُدخل خطأً مرتين: { $pin }.
    [few] منذ آخر استخدام لك أُدخل خطأً { $count } مرات: { $pin }.
   *[other] منذ آخر استخدام لك أُدخل خطأً { $count } مرة: { $pin }.
}
result-wrong-pins-month = في آخر 30 يومًا كان العدد { $count }. الخطأ التاسع ينهي هذا الهاتف. إن لم تكن أنت فاذهب إلى موظف.
result-done = العودة إلى هاتفي
result-try-again = حاول مرة أخرى

## What this phone can do
certificates-title = ما يستطيعه هذا الهاتف
certificates-for = لـ { $name }
certificates-until = حتى { $until }
certificates-lock-title = يحميه قفل هذا الجهاز
certificates-lock = لا تُفتح مفاتيحك إلا على هذا الجهاز، بعد بصمة إصبعك أو وجهك أو رمز الجهاز. إن فقدته أو حذفت مفتاح المرور لهذه الصفحة فاطلب من موظف رابطًا جديدًا.
certificates-issuer = أصدرتها
certificates-person = رقم الشخص
certificates-serial = الرقم التسلسلي
certificates-sha256 = SHA-256
certificates-from = صالحة من (UTC)
certificates-to = صالحة حتى (UTC)
certificates-device = هذا الهاتف
certificates-comparison = رقم المقارنة
certificates-service = الخدمة

## Where it ends
halted-blocked-title = هذا الهاتف محظور
halted-blocked = لم يعد يستطيع تسجيل دخولك ولا التوقيع. اذهب إلى موظف يخبرك بالسبب ويعطيك رابطًا جديدًا.
halted-ended-title = انتهى هذا الهاتف
halted-ended = أنهيته أنت أو أنهاه موظف: لم يعد قادرًا على تسجيل دخولك ولا على التوقيع. ما وقّعه يبقى صحيحًا. لاستعمال هذا الهاتف من جديد، اطلب رابطًا جديدًا من موظف.
halted-copied-title = نُسخ هذا الهاتف
halted-copied = استخدم أحدهم المفاتيح نفسها في مكان آخر فأوقفتها الخدمة. اذهب إلى موظف فورًا.
halted-exhausted-title = أرقام سرية خاطئة كثيرة
halted-exhausted = انتهى هذا الهاتف نهائيًا: لم يعد يستطيع تسجيل دخولك ولا التوقيع. اطلب من موظف رابطًا جديدًا.
halted-again = جهّزه من جديد
halted-tab-title = هاتفك مفتوح في نافذة أخرى
halted-tab = يمكن استخدامه في نافذة واحدة في كل مرة.
halted-tab-take = استخدمه هنا
halted-storage-title = هذا المتصفح لا يحفظ شيئًا
halted-storage = يجب أن يحفظ هاتفك مفاتيحه في هذا المتصفح، والمتصفح لا يسمح بذلك. غادر النافذة الخاصة، أو اسمح لهذه الصفحة بحفظ البيانات، ثم افتحها من جديد.
halted-old-title = هذا المتصفح قديم جدًا
halted-old = ينقصه ما يحفظ مفاتيحك آمنة. استخدم أحدث إصدار من متصفحك.
halted-damaged-title = تعذّر فتح هاتفك
halted-damaged = تعذّرت قراءة ما يحفظه في هذا المتصفح. افتحه من جديد. إن لم يفد ذلك فاطلب من موظف رابطًا جديدًا.
`;var ed=`# Words of more than one face. One thing, one word: phone, log in, sign, request, e-service, block, check, holds.

language = Language
language-name = English
back = Back
details-for-specialists = Details for specialists
purpose-authentication = log in
purpose-signature = sign
pin-authentication = PIN 1
pin-signature = PIN 2

# How a certificate stands.
standing-good = in force
standing-frozen = frozen by you
standing-suspended = suspended by the service or an officer
standing-revoked = revoked for ever
`;var td=`# What a person was asked, on all their phones, on the phone that people hold.

mine-title = Mine

## The list
history-title = My signatures
history-lead = What you were asked, on all your phones, whether you agreed or not. The newest is first.
history-loading = Asking the service …
history-failed-title = It could not be looked up
history-failed = The service could not be reached. Try again when you have a connection.
history-empty = Nobody has asked you anything yet.
history-more = Show older ones
history-missing = Nothing of this is deleted by age. Requests that the service kept away from you reached no phone, so they are not here.
history-unacceptable-title = { $count ->
    [one] One request is not shown
   *[other] { $count } requests are not shown
}
history-unacceptable = The service told of them, but they failed a check of this phone.
history-own = You, with your phone

## How each ended
outcome-done = Done
outcome-expired = Not answered in time
outcome-cancelled = Taken back
outcome-failed = It failed
outcome-open = Still open

## What you wanted of your own keys
deed-freeze = Freeze everything
deed-unfreeze = End the freeze
deed-end-device = End a phone
deed-change-pin = Change { $pin }
deed-activate = Add a phone
deed-name-device = Name a phone

## One of them
past-asker = Asked by
past-for = For
past-phone = On the phone
past-other-phone = Another phone of yours
past-asked = Asked
past-ended = Ended
past-receipt = Receipt, SHA-256
past-certificate = Your certificate, SHA-256
past-device = Number of the phone
past-save = Save the proof
past-save-text = The file holds what was asked, what your phone was shown, how it ended, and the proof that it stands in the country’s log. Whoever has the country’s keys can check it without this service.
past-saved-title = Saved
past-saved = It is where this browser keeps its downloads. Keep it well: it says what you were asked.
past-unproven-title = Saved, but without its proof
past-unproven = The log has not taken it in yet. Save it again in a minute.
past-offline-title = No connection
past-offline = Nothing was saved. Try again when you have a connection.
past-failed-title = Nothing was saved
past-failed = The service gave no such file, or one that this phone refused. Try again later.
`;var nd=`# A person's own phones and certificates, on the phone that people hold.

## What there is
keys-title = My phones and certificates
keys-loading = Asking the service …
keys-failed-title = It could not be looked up
keys-failed = The service could not be reached. What you see may be old.
keys-this = This phone
keys-unnamed = Phone of { $since }
keys-used = Last used { $when }
keys-never-used = Not used yet.
keys-ended = Ended: it can no longer log you in or sign.
keys-name = Give it a name
keys-name-label = What you call this phone
keys-name-save = Keep this name
keys-end = End this phone
keys-freeze = Freeze everything now
keys-unfreeze = End the freeze, with PIN 2
keys-frozen-title = Everything is frozen
keys-frozen = Nobody can log in or sign in your name, on any of your phones, until you end the freeze with PIN 2.

## The PIN that grants it
grant-unfreeze-title = Enter PIN 2 to end the freeze
grant-unfreeze = Then your phones can log you in and sign again.
grant-end-device-title = Enter PIN 2 to end this phone
grant-end-device = It can never log you in or sign again. What it signed stays valid.
grant-submit = Do it

## What came of it
done-freeze-title = Everything is frozen
done-freeze = Nobody can log in or sign in your name now, on any of your phones. Requests that were open have ended. You end the freeze with PIN 2.
done-unfreeze-title = The freeze has ended
done-unfreeze = Your phones can log you in and sign again.
done-end-device-title = That phone has ended
done-end-device = It can no longer log you in or sign, and says so when it is opened.
done-back = Back to my phones
undone-offline-title = No connection
undone-offline = The service could not be reached, so it is not sure whether it was done. Try again when you have a connection.
undone-lock-shut-title = The lock of this device stayed shut
undone-lock-shut = Nothing was done, and your PIN was not tried.
undone-late-title = Too late: nothing was done
undone-late = The time for it is over. Begin again.
undone-locked-title = Too many wrong PINs
undone-locked = Nothing was done. You can try again at { $until }. If it was not you, go to an officer.
undone-many-title = Too many tries
undone-many = Nothing was done. Wait a while, then begin again.
undone-not-frozen-title = There is nothing for you to end
undone-not-frozen = You have not frozen anything. What an officer or the service suspended, an officer can release.
undone-failed-title = It did not work
undone-failed = Nothing was done. Begin again, or go to an officer.
result-freeze = If somebody may be acting in your name, freeze everything: then nobody can log in or sign in your name. It needs no PIN, and you can end it yourself.

## Another PIN
pins-change = Change { $pin }
pins-forgotten = Forgotten a PIN? Nobody can look it up. Go to an officer, who gives you a link to set up this phone anew.
change-title = Choose your new { $pin }
change-lead-authentication = 4 to 12 digits, and not inside your PIN 2: this phone cannot compare them. Then you enter the PIN 1 that you have now.
change-lead-signature = 5 to 12 digits, and your PIN 1 must not be inside it: this phone cannot compare them. Then you enter the PIN 2 that you have now.
grant-change-pin-title = Now the { $pin } that you have until now
grant-change-pin = It grants the change. Wrong tries count like any others.
done-change-pin-title = Your { $pin } is changed
done-change-pin = From now on enter the new one. Your other phones keep theirs.
undone-same-title = That is the PIN that you have
undone-same = Nothing was changed. Begin again, and choose another one.
undone-unsure-title = It is not sure whether your PIN was changed
undone-unsure = The service could not be reached at the end. Next time enter the new PIN; if it is called wrong, the one before. One of them is right, and this phone keeps both ways until it knows.

## Another phone
add-phone = Add another phone
grant-activate-title = Enter PIN 2 to add another phone
grant-activate = The other phone gets keys and PINs of its own, and signs in your name too.
add-phone-title = Open this code with the other phone
add-phone-lead = Point its camera at the code. It is good for some minutes, for one phone.
add-phone-qr = QR code for the other phone
add-phone-typed = Or open the phone’s page there and type:
add-phone-secret = Show this to nobody: whoever has it becomes a phone of yours.
phone-arrived-title = Your other phone is there
phone-arrived-lead = It must show this number now. Another one? Then somebody else was faster.
phone-arrived-same = It shows the same number
phone-arrived-other = Another number: end that phone
phone-added-title = A phone was added to yours
phone-added = Added: { $when }. If that was not you, look at your phones and end it, or freeze everything.
phone-added-mine = I added it
phone-added-look = Look at my phones
undone-no-further-title = This phone cannot add another one
undone-no-further = It is too new for that, you have as many phones as you may, or only officers add phones here. Nothing was done: ask an officer for a link.
`;var od=`# The phone that people hold.

## Starting
phone-name = Phone
phone-opening = Opening your phone …
phone-does-not-open = If nothing appears here, this browser is too old or does not run scripts. Use the newest version of your browser.

start-title = Set up your phone
start-lead = With this phone you can log in and sign at e-services. An officer who has seen your identity document gives you a QR code for it, or a link, or a line of letters.
start-once = The link works once. Do not send it to anybody: whoever has it can set up a phone in your name.
start-scan = Scan the QR code
start-code = Type the code by hand
start-enter = Enter the line by hand
start-needs = You choose two PINs. They never leave this phone.

scan-title = Scan the officer’s QR code
scan-lead = Hold this device so that the whole code is in the picture. The picture stays on this device and is not kept.
scan-picture = Picture of the camera
scan-asking = Waiting for the camera. If the browser asks, allow it for this page.
scan-other-title = This is another code
scan-other = Scan the one that the officer gave you.
scan-refused-title = The camera cannot be used
scan-refused = This page may not use it, or there is none. Enter the line from the officer by hand, or open the officer’s link on this device. To use the camera, allow it for this page in the settings of your browser, then try again.
scan-again = Try the camera again

activation-title = Enter the line from the officer
activation-label = The line begins with “sign-activation”
activation-help = Copy it exactly, with all letters and digits.
activation-continue = Go on
activation-wrong = This is not such a line. Nothing was set up. Look whether its beginning or its end is missing.
activation-other-service = This line is for another service than this one. Open the address that the officer gave you.
activation-found-title = Your link was read
activation-found = It is for { $host }. Next you choose two PINs: one to log in and one to sign.
activation-begin = Choose my PINs
code-title = Type the code from the officer
code-lead = Six groups of six letters and digits. Small letters do no harm, and there is no letter O: it is a zero.
code-group = Group { $number }
code-slips = Look once more at: { $groups }. Something in it is another letter than on the paper.
code-slip = A group has a slip. Nothing was set up.
code-other-service = This code is for another service than this page. Open the address that the officer gave you.
code-line-instead = I have a long line instead

errors-title = Something has to be put right

## Choosing PINs
choose-title-authentication = Choose PIN 1, to log in
choose-title-signature = Choose PIN 2, to sign
choose-again-title = { $pin } once more
choose-lead-authentication = 4 to 12 digits. You enter it when an e-service asks you to log in.
choose-lead-signature = 5 to 12 digits. You enter it when you sign. It must be another one than PIN 1.
choose-again-lead = Enter the same digits again, so that no slip of the finger locks you out.
choose-next = Use this { $pin }
choose-same = This is my { $pin }
choose-differs = These are not the same digits. Choose { $pin } again.
pin-strength = How hard it is to guess
pin-weak-malformed = Digits only, at most 12.
pin-weak-short = { $missing ->
    [one] Too short: one more digit.
   *[other] Too short: { $missing } more digits.
}
pin-weak-sequence = Easy to guess: the digits follow each other, as in 12345.
pin-weak-repetition = Easy to guess: digits repeat, as in 1111 or 1212.
pin-weak-date = Easy to guess: it is a year or a date.
pin-weak-related = Too much like PIN 1: one is inside the other.
pin-good = Good. Nobody guesses it in the few tries that there are.
pin-strong = Very good: long, and hard to guess.

## The lock of the device
protect-title = Protect your keys with the lock of this device?
protect-lead = Then your keys open on this device only, after your fingerprint, your face or its code. A copy of what this browser keeps is of no use to anybody.
protect-lost = If you lose this device, or delete the passkey of this page, this phone is lost too. An officer then gives you a new link.
protect-pins = You still need your PINs, each time.
protect-with = Protect with the lock
protect-without = Go on without it
protect-wait = Waiting for the lock of this device …
protect-failed-title = It is not protected yet
protect-failed = The lock was not opened, or it cannot protect keys of this page. Try again, or go on without it.

## Making keys
making-title = Your phone is being set up
making-keys = Your keys are being made, and your certificates asked for. This takes a few seconds.
making-failed-title = Your phone is not set up yet
making-failed = The service could not be reached. Your keys are kept on this phone. Nothing is lost: try again.
making-again = Try again
making-unreached = The service could not be reached. Nothing was set up yet. Try again when you have a connection.
making-link-over = This link can no longer be used: it was used, taken back, or is too old.
making-refused = The service did not accept it. It says:
making-failed-check = What the service answered failed a check, so this phone did not take it.
making-refused-next = Nothing was set up. Ask the officer for a new link.
making-start-over = Start again with a new link

enrolled-title = Your phone is ready
enrolled-lead = { $name }, this phone can now log you in and sign for you until { $until }.
enrolled-authentication = Log in, with PIN 1
enrolled-authentication-text = Shows an e-service that it is you.
enrolled-signature = Sign, with PIN 2
enrolled-signature-text = Counts as your own signature. Enter PIN 2 only for what you want to sign.
enrolled-keep = Nobody will ever ask you for these PINs: no office, no bank, no police.
comparison-title = The officer, or your other phone, must show the same number
comparison-text = Read it to the officer, or look at the phone with which you added this one. Another one? Then somebody else has set up a phone in your name: have it ended at once.
enrolled-done = Go to my phone

## At rest
home-lead = This phone can log you in and sign for you until { $until }.
home-ended = Your certificates ended on { $until }. This phone can no longer log you in or sign. Ask an officer for a new link.
home-nothing-title = No request waits for you
home-nothing = When an e-service asks, it appears here, as long as this page is open.
home-waiting-title = { $count ->
    [one] One request waits for you
   *[other] { $count } requests wait for you
}
home-look = Look at it
home-more = and { $count } more
home-past-title = What you did last on this phone
home-past-empty = Nothing yet.
home-certificates = What this phone can do
home-offline-title = No connection
home-offline = This phone cannot reach the service now. It tries again by itself. Nothing is lost.
home-unacceptable-title = A request was not shown
home-unacceptable = It failed a check, so this phone refused to show it. Nothing was signed. If you were about to log in or sign, begin again at the e-service.
home-clock-title = The clock of this phone is wrong
home-clock = The service does not answer, because the time on this phone is not right. Set date and time to automatic, then come back.
home-keep-title = This browser may forget your phone
home-keep = Add this page to your home screen, so that the browser keeps it.
waking-title = Notifications
waking-text = When a request waits and this page is closed, your device can notify you. The notification says nothing of who asks or what for.
waking-begin = Notify me
waking-end = Stop notifying me
waking-is-on = When a request waits and this page is closed, your device notifies you.
waking-is-off = This page does not notify you. You find what waits when you open it.
waking-is-denied = Notifications of this page are switched off in the settings of your browser. You find what waits when you open it.
waking-busy = One moment …
waking-failed-title = Notifications could not be switched on
waking-failed = Try again later. You find what waits when you open this page.
notification-title = A request waits for you
notification-text = Open your phone to look at it.
outcome-signed = Signed
outcome-logged-in = Logged in
outcome-refused = Refused
outcome-not-me = Reported: not you
outcome-wrong-code = Refused: other number

## A request
request-title-authentication = { $name } asks you to log in
request-title-signature = { $name } asks you to sign
request-signed-by = checked, signed by itself
request-vouched-by = not signed by it: { $door } vouches for who asks
door-mobile-id = Mobile-ID
request-code = On the other screen you must see
request-code-warning = Another number, or nobody you called? Refuse.
request-other-number = I see another number
request-choose = Which number is on the other screen?
request-choose-warning = Nobody may tell you the number on the telephone. You see none of them, or you began nothing? Refuse.
request-none-of-these = I see none of these
request-choose-first = Choose the number first
request-no-code = There is no number to compare. Sign only if you started this yourself, just now.
request-no-code-authentication = There is no number to compare. Log in only if you started this yourself, just now.
request-document = Document
request-says = They say
request-pay = You pay
request-payee = to
request-purpose = What for
request-purpose-authentication = To log in at { $domain }
request-text-title = You sign this text
request-digest-only-title = Only the sender knows what is signed
request-digest-only = This phone cannot see the document. Sign only if you know and trust who asks.
request-vouched-title = The e-service did not sign this request
request-vouched = { $door } says who asks. Be more careful than usual.
request-country = Country
request-left-minutes = { $minutes ->
    [one] About one minute left.
   *[other] About { $minutes } minutes left.
}
request-left-little = Less than a minute left.
request-more = More about this request
request-digest = Fingerprint of the document
request-rest = Show the rest
request-sign-authentication = Log in with PIN 1
request-sign-signature = Sign with PIN 2
request-documents = You sign { $count } documents at once
request-documents-left = { $count ->
    [one] One document will be signed. You can strike out what you do not want to sign.
   *[other] { $count } documents will be signed. You can strike out what you do not want to sign.
}
request-none-left = You have struck everything out. Put something back, or refuse.
request-number = { $number }.
request-document-text = A text
request-document-unnamed = Document { $number }
request-open = Read
request-opened = read
request-strike = Strike out
request-put-back = Put back
request-struck = struck out
request-must-open = must be read first
request-differs = another file
request-read = Read the document
request-read-first = Read number { $number } first
request-sign-documents = { $count ->
    [one] Sign one document with PIN 2
   *[other] Sign { $count } documents with PIN 2
}
request-refuse = Refuse
request-not-me = This is not me
request-wait = Waiting for the service …
detail-session = Session
detail-statement = Statement, SHA-256
detail-request = Request, SHA-256
detail-relying-party = Registered as
detail-certificate-of-asker = Its certificate, SHA-256
detail-signed-digest = What is signed, SHA-256
detail-until = Ends (UTC)

## Reading a document
read-title = What you sign
read-back = Back to the request
read-waiting = The document is coming …
read-exact = This is exactly what would be signed. This phone has checked it.
read-page = Page #
read-save = Save the document
read-other = This phone cannot show this kind of document. Save it and look at it with another program.
read-broken-title = This document cannot be shown here
read-unreached-title = The document did not come
read-unreached = Nobody answers where it should be. You can try again, or refuse.
read-differs-title = This is not what you would sign
read-differs = At its place lies another file. This phone does not show it and does not sign it. Tell the e-service.

## The PIN
pin-title-authentication = Enter PIN 1 to log in
pin-title-signature = Enter PIN 2 to sign
pin-summary-code = code { $code }
pin-summary-payment = { $amount } to { $payee }
pin-documents = { $count ->
    [one] one document
   *[other] { $count } documents
}
pin-count = { $count ->
    [0] No digit entered
    [one] One digit entered
   *[other] { $count } digits entered
}
pin-digits = Digits
pin-delete = Delete the last digit
pin-submit-authentication = Log in
pin-submit-signature = Sign
pin-lock-next = Then this device asks for its own lock.
pin-never = Nobody will ever ask you for this PIN: no office, no bank, no police.
pin-wrong = That was not your { $pin }. Nothing was signed. { $remaining ->
    [one] You have one more try, then a pause.
   *[other] You have { $remaining } more tries, then a pause.
}
pin-wrong-last = That was not your { $pin }. Nothing was signed. Another wrong one leads to a pause.
pin-working = One moment …

## What came of it
result-signed-title = You signed
result-signed = { $name } has your signature.
result-logged-in-title = You are logged in
result-logged-in = { $name } knows that it is you. Go on at the other screen.
result-refused-title = You refused
result-refused = { $name } was told. Nothing was signed.
result-not-me-title = You said that it was not you
result-not-me = { $name } and the service were told. Nothing was signed. If this happens again, tell an officer: somebody may know who you are with the e-service.
result-wrong-code-title = You saw another number
result-wrong-code = The request was refused, and the service was told. Nothing was signed. Close the other page, and open the e-service again by its own address.
result-late-title = Too late: nothing was signed
result-late = The time for this request is over. Ask { $name } to send it again.
result-gone-title = This request is over
result-gone = It was ended at the e-service or on another phone. This phone signed nothing.
result-elsewhere-title = Somebody answered, and not this phone
result-elsewhere = Another phone answered this request with your key. If that was not you, go to an officer at once: somebody else may have what is on this phone.
result-unsure-title = It is not sure yet
result-unsure = The connection ended at the last moment. This phone tells the service by itself as soon as it can. Look at the other screen whether it went on, before you begin again.
result-offline-title = No connection
result-offline = The service could not be reached. Nothing was signed. Try again when you have a connection.
result-lock-shut-title = The lock of this device stayed shut
result-lock-shut = Nothing was signed, and your PIN was not tried. Try again. If the passkey of this page was deleted, or this is another device than the one you set up, this phone is lost: ask an officer for a new link.
result-locked-title = Too many wrong PINs
result-locked = Nothing was signed. You can try again at { $until }. If it was not you, go to an officer.
result-many-title = Too many tries for this request
result-many = Nothing was signed. Ask { $name } to send the request again. If it was not you who tried, go to an officer.
result-failed-title = It did not work
result-failed = Nothing was signed. The service says:
result-failed-plain = Nothing was signed. Begin again at the e-service.
result-wrong-pins = { $count ->
    [one] Since your last use, one wrong { $pin } was entered.
   *[other] Since your last use, { $count } wrong { $pin } were entered.
}
result-wrong-pins-month = In the last 30 days there were { $count }. The ninth ends this phone. If it was not you, go to an officer.
result-done = Back to my phone
result-try-again = Try again

## What this phone can do
certificates-title = What this phone can do
certificates-for = For { $name }
certificates-until = Until { $until }
certificates-lock-title = Protected by the lock of this device
certificates-lock = Your keys open on this device only, after your fingerprint, your face or its code. If you lose it, or delete the passkey of this page, ask an officer for a new link.
certificates-issuer = Issued by
certificates-person = Number of the person
certificates-serial = Serial number
certificates-sha256 = SHA-256
certificates-from = Valid from (UTC)
certificates-to = Valid to (UTC)
certificates-device = This phone
certificates-comparison = Comparison code
certificates-service = Service

## Where it ends
halted-blocked-title = This phone is blocked
halted-blocked = It can no longer log you in or sign. Go to an officer, who can tell you why and give you a new link.
halted-ended-title = This phone has ended
halted-ended = You or an officer ended it: it can no longer log you in or sign. What it signed stays valid. To use this phone again, ask an officer for a new link.
halted-copied-title = This phone was copied
halted-copied = Somebody used the same keys elsewhere, so the service stopped them. Go to an officer at once.
halted-exhausted-title = Too many wrong PINs
halted-exhausted = This phone has ended for good: it can no longer log you in or sign. Go to an officer for a new link.
halted-again = Set it up again
halted-tab-title = Your phone is open in another window
halted-tab = It can be used in one window at a time.
halted-tab-take = Use it here
halted-storage-title = This browser keeps nothing
halted-storage = Your phone must keep its keys in this browser, and the browser does not let it. Leave the private window, or allow this page to store data, and open it again.
halted-old-title = This browser is too old
halted-old = It lacks what keeps your keys safe. Use the newest version of your browser.
halted-damaged-title = Your phone cannot be opened
halted-damaged = What it keeps in this browser cannot be read. Open it again. If that does not help, ask an officer for a new link.
`;var rd=`# Les mots de plusieurs faces. Une chose, un mot, partout.

language = Langue
language-name = Français
back = Retour
details-for-specialists = Détails pour spécialistes
purpose-authentication = se connecter
purpose-signature = signer
pin-authentication = code PIN 1
pin-signature = code PIN 2

# L’état d’un certificat.
standing-good = valable
standing-frozen = gelé par vous
standing-suspended = suspendu par le service ou un agent
standing-revoked = révoqué pour toujours
`;var id=`# Ce qui a été demandé à une personne, sur tous ses téléphones, sur le téléphone que les gens tiennent en main.

mine-title = À moi

## The list
history-title = Mes signatures
history-lead = Ce qu’on vous a demandé, sur tous vos téléphones, que vous ayez accepté ou non. Le plus récent d’abord.
history-loading = Demande au service …
history-failed-title = Impossible de vérifier
history-failed = Le service n’est pas joignable. Réessayez quand vous avez une connexion.
history-empty = Personne ne vous a encore rien demandé.
history-more = Montrer les plus anciennes
history-missing = Rien n’est effacé avec le temps. Les demandes que le service a tenues loin de vous n’ont atteint aucun téléphone : elles ne sont pas ici.
history-unacceptable-title = { $count ->
    [one] Une demande n’est pas montrée
   *[other] { $count } demandes ne sont pas montrées
}
history-unacceptable = Le service en a parlé, mais elles n’ont pas passé une vérification de ce téléphone.
history-own = Vous, avec votre téléphone

## How each ended
outcome-done = Fait
outcome-expired = Sans réponse à temps
outcome-cancelled = Retirée
outcome-failed = Échec
outcome-open = Encore ouverte

## What you wanted of your own keys
deed-freeze = Tout geler
deed-unfreeze = Mettre fin au gel
deed-end-device = Mettre un téléphone hors service
deed-change-pin = Changer le { $pin }
deed-activate = Ajouter un téléphone
deed-name-device = Nommer un téléphone

## One of them
past-asker = Demandé par
past-for = Pour
past-phone = Sur le téléphone
past-other-phone = Un autre de vos téléphones
past-asked = Demandé
past-ended = Terminé
past-receipt = Reçu, SHA-256
past-certificate = Votre certificat, SHA-256
past-device = Numéro du téléphone
past-save = Enregistrer la preuve
past-save-text = Le fichier contient ce qui a été demandé, ce que votre téléphone a montré, comment cela s’est terminé, et la preuve de son inscription au journal du pays. Quiconque a les clés du pays peut le vérifier sans ce service.
past-saved-title = Enregistré
past-saved = Il est là où ce navigateur garde ses téléchargements. Gardez-le bien : il dit ce qu’on vous a demandé.
past-unproven-title = Enregistré, mais sans sa preuve
past-unproven = Le journal ne l’a pas encore inscrit. Enregistrez-le de nouveau dans une minute.
past-offline-title = Pas de connexion
past-offline = Rien n’a été enregistré. Réessayez quand vous avez une connexion.
past-failed-title = Rien n’a été enregistré
past-failed = Le service n’a pas donné ce fichier, ou ce téléphone l’a refusé. Réessayez plus tard.
`;var sd=`# Les téléphones et certificats d’une personne, sur le téléphone que les gens tiennent en main.

## What there is
keys-title = Mes téléphones et certificats
keys-loading = Demande au service …
keys-failed-title = Impossible de vérifier
keys-failed = Le service n’est pas joignable. Ce que vous voyez peut être ancien.
keys-this = Ce téléphone
keys-unnamed = Téléphone du { $since }
keys-used = Dernier usage : { $when }
keys-never-used = Pas encore utilisé.
keys-ended = Hors service : il ne peut plus vous connecter ni signer.
keys-name = Lui donner un nom
keys-name-label = Comment vous appelez ce téléphone
keys-name-save = Garder ce nom
keys-end = Mettre ce téléphone hors service
keys-freeze = Tout geler maintenant
keys-unfreeze = Mettre fin au gel, avec le code PIN 2
keys-frozen-title = Tout est gelé
keys-frozen = Personne ne peut se connecter ni signer en votre nom, sur aucun de vos téléphones, jusqu’à ce que vous mettiez fin au gel avec le code PIN 2.

## The PIN that grants it
grant-unfreeze-title = Saisissez le code PIN 2 pour mettre fin au gel
grant-unfreeze = Vos téléphones pourront de nouveau vous connecter et signer.
grant-end-device-title = Saisissez le code PIN 2 pour mettre ce téléphone hors service
grant-end-device = Il ne pourra plus jamais vous connecter ni signer. Ce qu’il a signé reste valable.
grant-submit = Le faire

## What came of it
done-freeze-title = Tout est gelé
done-freeze = Plus personne ne peut se connecter ni signer en votre nom, sur aucun de vos téléphones. Les demandes ouvertes sont terminées. Vous mettez fin au gel avec le code PIN 2.
done-unfreeze-title = Le gel est terminé
done-unfreeze = Vos téléphones peuvent de nouveau vous connecter et signer.
done-end-device-title = Ce téléphone est hors service
done-end-device = Il ne peut plus vous connecter ni signer, et le dit quand on l’ouvre.
done-back = Retour à mes téléphones
undone-offline-title = Pas de connexion
undone-offline = Le service n’est pas joignable : il n’est pas sûr que ce soit fait. Réessayez quand vous avez une connexion.
undone-lock-shut-title = Le verrou de cet appareil est resté fermé
undone-lock-shut = Rien n’a été fait, et votre code PIN n’a pas été essayé.
undone-late-title = Trop tard : rien n’a été fait
undone-late = Le temps prévu est écoulé. Recommencez.
undone-locked-title = Trop de codes PIN faux
undone-locked = Rien n’a été fait. Vous pouvez réessayer à { $until }. Si ce n’était pas vous, allez voir un agent.
undone-many-title = Trop d’essais
undone-many = Rien n’a été fait. Attendez un moment, puis recommencez.
undone-not-frozen-title = Vous n’avez rien à terminer
undone-not-frozen = Vous n’avez rien gelé. Ce qu’un agent ou le service a suspendu, un agent peut le libérer.
undone-failed-title = Cela n’a pas marché
undone-failed = Rien n’a été fait. Recommencez, ou allez voir un agent.
result-freeze = Si quelqu’un agit peut-être en votre nom, gelez tout : personne ne pourra alors se connecter ni signer en votre nom. Aucun code PIN n’est demandé, et vous pouvez y mettre fin vous-même.

## Another PIN
pins-change = Changer le { $pin }
pins-forgotten = Un code PIN oublié ? Personne ne peut le retrouver. Allez voir un agent, qui vous donne un lien pour installer ce téléphone de nouveau.
change-title = Choisissez votre nouveau { $pin }
change-lead-authentication = 4 à 12 chiffres, et pas dans votre code PIN 2 : ce téléphone ne peut pas les comparer. Ensuite vous saisissez le code PIN 1 que vous avez maintenant.
change-lead-signature = 5 à 12 chiffres, et votre code PIN 1 ne doit pas s’y trouver : ce téléphone ne peut pas les comparer. Ensuite vous saisissez le code PIN 2 que vous avez maintenant.
grant-change-pin-title = Maintenant le { $pin } que vous avez jusqu’ici
grant-change-pin = Il autorise le changement. Les essais faux comptent comme les autres.
done-change-pin-title = Votre { $pin } est changé
done-change-pin = Désormais saisissez le nouveau. Vos autres téléphones gardent les leurs.
undone-same-title = C’est le code PIN que vous avez
undone-same = Rien n’a été changé. Recommencez, et choisissez-en un autre.
undone-unsure-title = Il n’est pas sûr que votre code PIN soit changé
undone-unsure = À la fin, le service n’était pas joignable. La prochaine fois, saisissez le nouveau code PIN ; s’il est dit faux, celui d’avant. L’un des deux est juste, et ce téléphone garde les deux voies jusqu’à ce qu’il le sache.

## Another phone
add-phone = Ajouter un autre téléphone
grant-activate-title = Saisissez le code PIN 2 pour ajouter un autre téléphone
grant-activate = L’autre téléphone a ses propres clés et codes PIN, et signe aussi en votre nom.
add-phone-title = Ouvrez ce code avec l’autre téléphone
add-phone-lead = Dirigez son appareil photo vers le code. Il est bon pour quelques minutes, pour un seul téléphone.
add-phone-qr = Code QR pour l’autre téléphone
add-phone-typed = Ou ouvrez là-bas la page du téléphone et tapez :
add-phone-secret = Ne le montrez à personne : qui l’a devient un de vos téléphones.
phone-arrived-title = Votre autre téléphone est là
phone-arrived-lead = Il doit montrer ce numéro maintenant. Un autre ? Alors quelqu’un d’autre a été plus rapide.
phone-arrived-same = Il montre le même numéro
phone-arrived-other = Un autre numéro : mettre ce téléphone hors service
phone-added-title = Un téléphone a été ajouté aux vôtres
phone-added = Ajouté : { $when }. Si ce n’était pas vous, regardez vos téléphones et mettez-le hors service, ou gelez tout.
phone-added-mine = Je l’ai ajouté
phone-added-look = Regarder mes téléphones
undone-no-further-title = Ce téléphone ne peut pas en ajouter un autre
undone-no-further = Il est trop récent, vous avez autant de téléphones que permis, ou seuls les agents en ajoutent ici. Rien n’a été fait : demandez un lien à un agent.
`;var ad=`# Le téléphone que les gens tiennent en main.

## Starting
phone-name = Téléphone
phone-opening = Ouverture de votre téléphone …
phone-does-not-open = Si rien n’apparaît ici, ce navigateur est trop ancien ou n’exécute pas les scripts. Utilisez la dernière version de votre navigateur.

start-title = Préparez votre téléphone
start-lead = Avec ce téléphone, vous pouvez vous connecter et signer auprès des services en ligne. Un agent qui a vu votre pièce d’identité vous donne pour cela un code QR, un lien ou une ligne de lettres.
start-once = Le lien sert une seule fois. Ne l’envoyez à personne : qui l’a peut préparer un téléphone à votre nom.
start-scan = Scanner le code QR
start-code = Taper le code à la main
start-enter = Saisir la ligne à la main
start-needs = Vous choisissez deux codes PIN. Ils ne quittent jamais ce téléphone.

scan-title = Scannez le code QR de l’agent
scan-lead = Tenez cet appareil de sorte que tout le code soit dans l’image. L’image reste sur cet appareil et n’est pas gardée.
scan-picture = Image de l’appareil photo
scan-asking = En attente de l’appareil photo. Si le navigateur le demande, autorisez-le pour cette page.
scan-other-title = C’est un autre code
scan-other = Scannez celui que l’agent vous a donné.
scan-refused-title = L’appareil photo ne peut pas être utilisé
scan-refused = Cette page n’a pas le droit de l’utiliser, ou il n’y en a pas. Saisissez la ligne de l’agent à la main, ou ouvrez le lien de l’agent sur cet appareil. Pour utiliser l’appareil photo, autorisez-le pour cette page dans les réglages de votre navigateur, puis réessayez.
scan-again = Réessayer avec l’appareil photo

activation-title = Saisissez la ligne de l’agent
activation-label = La ligne commence par « sign-activation »
activation-help = Copiez-la exactement, avec toutes les lettres et tous les chiffres.
activation-continue = Continuer
activation-wrong = Ce n’est pas une telle ligne. Rien n’a été préparé. Regardez s’il manque le début ou la fin.
activation-other-service = Cette ligne est pour un autre service que celui-ci. Ouvrez l’adresse que l’agent vous a donnée.
activation-found-title = Votre lien a été lu
activation-found = Il est pour { $host }. Vous choisissez maintenant deux codes PIN : un pour vous connecter et un pour signer.
activation-begin = Choisir mes codes PIN
code-title = Tapez le code de l’agent
code-lead = Six groupes de six lettres et chiffres. Les minuscules ne gênent pas, et il n’y a pas de lettre O : c’est un zéro.
code-group = Groupe { $number }
code-slips = Regardez encore une fois : { $groups }. Il y a là un autre signe que sur le papier.
code-slip = Un groupe contient une erreur. Rien n’a été installé.
code-other-service = Ce code est pour un autre service que cette page. Ouvrez l’adresse que l’agent vous a donnée.
code-line-instead = J’ai plutôt une longue ligne

errors-title = Quelque chose est à corriger

## Choosing PINs
choose-title-authentication = Choisissez le code PIN 1, pour vous connecter
choose-title-signature = Choisissez le code PIN 2, pour signer
choose-again-title = Encore une fois le { $pin }
choose-lead-authentication = 4 à 12 chiffres. Vous le saisissez quand un service en ligne vous demande de vous connecter.
choose-lead-signature = 5 à 12 chiffres. Vous le saisissez quand vous signez. Il doit être différent du code PIN 1.
choose-again-lead = Saisissez les mêmes chiffres encore une fois, pour qu’une faute de frappe ne vous bloque pas.
choose-next = Prendre ce { $pin }
choose-same = C’est mon { $pin }
choose-differs = Ce ne sont pas les mêmes chiffres. Choisissez de nouveau le { $pin }.
pin-strength = S’il est difficile à deviner
pin-weak-malformed = Des chiffres seulement, 12 au plus.
pin-weak-short = { $missing ->
    [one] Trop court : encore un chiffre.
   *[other] Trop court : encore { $missing } chiffres.
}
pin-weak-sequence = Facile à deviner : les chiffres se suivent, comme dans 12345.
pin-weak-repetition = Facile à deviner : des chiffres se répètent, comme dans 1111 ou 1212.
pin-weak-date = Facile à deviner : c’est une année ou une date.
pin-weak-related = Trop proche du code PIN 1 : l’un est dans l’autre.
pin-good = Bien. Personne ne le devine avec les quelques essais permis.
pin-strong = Très bien : long et difficile à deviner.

## The lock of the device
protect-title = Protéger vos clés par le verrou de cet appareil ?
protect-lead = Vos clés ne s’ouvriront alors que sur cet appareil, après votre empreinte, votre visage ou son code. Une copie de ce que garde ce navigateur ne servira à personne.
protect-lost = Si vous perdez cet appareil, ou supprimez la clé d’accès de cette page, ce téléphone est perdu aussi. Un agent vous donne alors un nouveau lien.
protect-pins = Il vous faudra toujours vos codes PIN, à chaque fois.
protect-with = Protéger par le verrou
protect-without = Continuer sans
protect-wait = En attente du verrou de cet appareil …
protect-failed-title = Vos clés ne sont pas encore protégées
protect-failed = Le verrou n’a pas été ouvert, ou il ne peut pas protéger les clés de cette page. Réessayez, ou continuez sans.

## Making keys
making-title = Votre téléphone se prépare
making-keys = Vos clés sont créées et vos certificats demandés. Cela prend quelques secondes.
making-failed-title = Votre téléphone n’est pas encore prêt
making-failed = Le service n’a pas pu être joint. Vos clés sont gardées sur ce téléphone. Rien n’est perdu : réessayez.
making-again = Réessayer
making-unreached = Le service n’a pas pu être joint. Rien n’a encore été préparé. Réessayez quand vous avez une connexion.
making-link-over = Ce lien ne peut plus servir : il a été utilisé, repris, ou il est trop ancien.
making-refused = Le service ne l’a pas accepté. Il dit :
making-failed-check = La réponse du service n’a pas passé un contrôle, et ce téléphone ne l’a pas prise.
making-refused-next = Rien n’a été préparé. Demandez un nouveau lien à l’agent.
making-start-over = Recommencer avec un nouveau lien

enrolled-title = Votre téléphone est prêt
enrolled-lead = { $name }, ce téléphone peut maintenant vous connecter et signer pour vous jusqu’au { $until }.
enrolled-authentication = Se connecter, avec le code PIN 1
enrolled-authentication-text = Montre à un service en ligne que c’est vous.
enrolled-signature = Signer, avec le code PIN 2
enrolled-signature-text = Compte comme votre propre signature. Ne saisissez le code PIN 2 que pour ce que vous voulez signer.
enrolled-keep = Personne ne vous demandera jamais ces codes PIN : ni bureau, ni banque, ni police.
comparison-title = L’agent, ou votre autre téléphone, doit montrer le même numéro
comparison-text = Lisez-le à l’agent, ou regardez le téléphone avec lequel vous avez ajouté celui-ci. Un autre ? Alors quelqu’un d’autre a installé un téléphone à votre nom : faites-y mettre fin tout de suite.
enrolled-done = Aller à mon téléphone

## At rest
home-lead = Ce téléphone peut vous connecter et signer pour vous jusqu’au { $until }.
home-ended = Vos certificats ont pris fin le { $until }. Ce téléphone ne peut plus vous connecter ni signer. Demandez un nouveau lien à un agent.
home-nothing-title = Aucune demande ne vous attend
home-nothing = Quand un service en ligne demande, cela apparaît ici, tant que cette page est ouverte.
home-waiting-title = { $count ->
    [one] Une demande vous attend
   *[other] { $count } demandes vous attendent
}
home-look = La regarder
home-more = et { $count } de plus
home-past-title = Ce que vous avez fait en dernier sur ce téléphone
home-past-empty = Encore rien.
home-certificates = Ce que peut ce téléphone
home-offline-title = Pas de connexion
home-offline = Ce téléphone ne peut pas joindre le service en ce moment. Il réessaie de lui-même. Rien n’est perdu.
home-unacceptable-title = Une demande n’a pas été montrée
home-unacceptable = Elle n’a pas passé un contrôle, et ce téléphone a refusé de la montrer. Rien n’a été signé. Si vous alliez vous connecter ou signer, recommencez auprès du service en ligne.
home-clock-title = L’heure de ce téléphone est fausse
home-clock = Le service ne répond pas, parce que l’heure de ce téléphone n’est pas juste. Réglez la date et l’heure sur automatique, puis revenez.
home-keep-title = Ce navigateur pourrait oublier votre téléphone
home-keep = Ajoutez cette page à votre écran d’accueil, pour que le navigateur la garde.
waking-title = Notifications
waking-text = Quand une demande vous attend et que cette page est fermée, votre appareil peut vous prévenir. La notification ne dit pas qui demande, ni quoi.
waking-begin = Me prévenir
waking-end = Ne plus me prévenir
waking-is-on = Quand une demande vous attend et que cette page est fermée, votre appareil vous prévient.
waking-is-off = Cette page ne vous prévient pas. Vous trouvez ce qui vous attend quand vous l’ouvrez.
waking-is-denied = Les notifications de cette page sont désactivées dans les réglages de votre navigateur. Vous trouvez ce qui vous attend quand vous l’ouvrez.
waking-busy = Un instant …
waking-failed-title = Les notifications n’ont pas pu être activées
waking-failed = Réessayez plus tard. Vous trouvez ce qui vous attend quand vous ouvrez cette page.
notification-title = Une demande vous attend
notification-text = Ouvrez votre téléphone pour la voir.
outcome-signed = Signé
outcome-logged-in = Connecté
outcome-refused = Refusé
outcome-not-me = Signalé : pas vous
outcome-wrong-code = Refusé : autre nombre

## A request
request-title-authentication = { $name } vous demande de vous connecter
request-title-signature = { $name } vous demande de signer
request-signed-by = vérifié, signé par lui-même
request-vouched-by = non signé par lui : { $door } répond de qui demande
door-mobile-id = Mobile-ID
request-code = Sur l’autre écran, vous devez voir
request-code-warning = Un autre nombre, ou personne que vous avez appelé ? Refusez.
request-other-number = Je vois un autre nombre
request-choose = Quel numéro est sur l’autre écran ?
request-choose-warning = Personne ne doit vous dire ce numéro au téléphone. Vous n’en voyez aucun, ou vous n’avez rien commencé ? Refusez.
request-none-of-these = Je n’en vois aucun
request-choose-first = Choisissez d’abord le numéro
request-no-code = Il n’y a pas de nombre à comparer. Ne signez que si vous avez commencé cela vous-même, à l’instant.
request-no-code-authentication = Il n’y a pas de nombre à comparer. Ne vous connectez que si vous avez commencé cela vous-même, à l’instant.
request-document = Document
request-says = Message
request-pay = Vous payez
request-payee = à
request-purpose = Pour quoi
request-purpose-authentication = Se connecter à { $domain }
request-text-title = Vous signez ce texte
request-digest-only-title = Seul l’expéditeur sait ce qui est signé
request-digest-only = Ce téléphone ne peut pas voir le document. Ne signez que si vous connaissez qui demande et lui faites confiance.
request-vouched-title = Le service en ligne n’a pas signé cette demande
request-vouched = { $door } dit qui demande. Soyez plus prudent que d’habitude.
request-country = Pays
request-left-minutes = { $minutes ->
    [one] Il reste environ une minute.
   *[other] Il reste environ { $minutes } minutes.
}
request-left-little = Il reste moins d’une minute.
request-more = Plus sur cette demande
request-digest = Empreinte du document
request-rest = Montrer la suite
request-sign-authentication = Se connecter avec le code PIN 1
request-sign-signature = Signer avec le code PIN 2
request-documents = Vous signez { $count } documents à la fois
request-documents-left = { $count ->
    [one] Un document sera signé. Vous pouvez rayer ce que vous ne voulez pas signer.
   *[other] { $count } documents seront signés. Vous pouvez rayer ce que vous ne voulez pas signer.
}
request-none-left = Vous avez tout rayé. Rétablissez un document, ou refusez.
request-number = { $number }.
request-document-text = Un texte
request-document-unnamed = Document { $number }
request-open = Lire
request-opened = lu
request-strike = Rayer
request-put-back = Rétablir
request-struck = rayé
request-must-open = à lire d’abord
request-differs = autre fichier
request-read = Lire le document
request-read-first = Lire d’abord le numéro { $number }
request-sign-documents = { $count ->
    [one] Signer un document avec le code PIN 2
   *[other] Signer { $count } documents avec le code PIN 2
}
request-refuse = Refuser
request-not-me = Ce n’est pas moi
request-wait = En attente du service …
detail-session = Session
detail-statement = Déclaration, SHA-256
detail-request = Demande, SHA-256
detail-relying-party = Inscrit comme
detail-certificate-of-asker = Son certificat, SHA-256
detail-signed-digest = Ce qui est signé, SHA-256
detail-until = Fin (UTC)

## Reading a document
read-title = Ce que vous signez
read-back = Retour à la demande
read-waiting = Le document arrive …
read-exact = C’est exactement ce qui serait signé. Ce téléphone l’a vérifié.
read-page = Page #
read-save = Enregistrer le document
read-other = Ce téléphone ne peut pas montrer ce type de document. Enregistrez-le et regardez-le avec un autre programme.
read-broken-title = Ce document ne peut pas être montré ici
read-unreached-title = Le document n’est pas arrivé
read-unreached = Personne ne répond là où il devrait être. Vous pouvez réessayer, ou refuser.
read-differs-title = Ce n’est pas ce que vous signeriez
read-differs = À sa place se trouve un autre fichier. Ce téléphone ne le montre pas et ne le signe pas. Dites-le au service en ligne.

## The PIN
pin-title-authentication = Saisissez le code PIN 1 pour vous connecter
pin-title-signature = Saisissez le code PIN 2 pour signer
pin-summary-code = nombre { $code }
pin-summary-payment = { $amount } à { $payee }
pin-documents = { $count ->
    [one] un document
   *[other] { $count } documents
}
pin-count = { $count ->
    [0] Aucun chiffre saisi
    [one] Un chiffre saisi
   *[other] { $count } chiffres saisis
}
pin-digits = Chiffres
pin-delete = Effacer le dernier chiffre
pin-submit-authentication = Se connecter
pin-submit-signature = Signer
pin-lock-next = Cet appareil demande ensuite son propre verrou.
pin-never = Personne ne vous demandera jamais ce code PIN : ni bureau, ni banque, ni police.
pin-wrong = Ce n’était pas votre { $pin }. Rien n’a été signé. { $remaining ->
    [one] Vous avez encore un essai, puis une pause.
   *[other] Vous avez encore { $remaining } essais, puis une pause.
}
pin-wrong-last = Ce n’était pas votre { $pin }. Rien n’a été signé. Un autre code faux mène à une pause.
pin-working = Un moment …

## What came of it
result-signed-title = Vous avez signé
result-signed = { $name } a votre signature.
result-logged-in-title = Vous êtes connecté
result-logged-in = { $name } sait que c’est vous. Continuez sur l’autre écran.
result-refused-title = Vous avez refusé
result-refused = { $name } en a été informé. Rien n’a été signé.
result-not-me-title = Vous avez dit que ce n’était pas vous
result-not-me = { $name } et le service en ont été informés. Rien n’a été signé. Si cela se répète, dites-le à un agent : quelqu’un sait peut-être qui vous êtes auprès du service en ligne.
result-wrong-code-title = Vous avez vu un autre nombre
result-wrong-code = La demande a été refusée et le service informé. Rien n’a été signé. Fermez l’autre page et ouvrez de nouveau le service en ligne par sa propre adresse.
result-late-title = Trop tard : rien n’a été signé
result-late = Le temps de cette demande est écoulé. Demandez à { $name } de l’envoyer de nouveau.
result-gone-title = Cette demande est finie
result-gone = Elle a été terminée auprès du service en ligne ou sur un autre téléphone. Ce téléphone n’a rien signé.
result-elsewhere-title = Quelqu’un a répondu, et pas ce téléphone
result-elsewhere = Un autre téléphone a répondu à cette demande avec votre clé. Si ce n’était pas vous, allez tout de suite voir un agent : quelqu’un d’autre a peut-être ce qui est sur ce téléphone.
result-unsure-title = Ce n’est pas encore sûr
result-unsure = La connexion s’est arrêtée au dernier moment. Ce téléphone informe le service de lui-même dès qu’il le peut. Regardez sur l’autre écran si cela a continué, avant de recommencer.
result-offline-title = Pas de connexion
result-offline = Le service n’a pas pu être joint. Rien n’a été signé. Réessayez quand vous avez une connexion.
result-lock-shut-title = Le verrou de cet appareil est resté fermé
result-lock-shut = Rien n’a été signé, et votre code PIN n’a pas été essayé. Réessayez. Si la clé d’accès de cette page a été supprimée, ou si ce n’est pas l’appareil que vous avez préparé, ce téléphone est perdu : demandez un nouveau lien à un agent.
result-locked-title = Trop de codes PIN faux
result-locked = Rien n’a été signé. Vous pouvez réessayer à { $until }. Si ce n’était pas vous, allez voir un agent.
result-many-title = Trop d’essais pour cette demande
result-many = Rien n’a été signé. Demandez à { $name } d’envoyer de nouveau la demande. Si ce n’était pas vous qui avez essayé, allez voir un agent.
result-failed-title = Cela n’a pas marché
result-failed = Rien n’a été signé. Le service dit :
result-failed-plain = Rien n’a été signé. Recommencez auprès du service en ligne.
result-wrong-pins = { $count ->
    [one] Depuis votre dernière utilisation, un { $pin } faux a été saisi.
   *[other] Depuis votre dernière utilisation, { $count } fois un { $pin } faux a été saisi.
}
result-wrong-pins-month = Ces 30 derniers jours, il y en a eu { $count }. Le neuvième met fin à ce téléphone. Si ce n’était pas vous, allez voir un agent.
result-done = Retour à mon téléphone
result-try-again = Réessayer

## What this phone can do
certificates-title = Ce que peut ce téléphone
certificates-for = Pour { $name }
certificates-until = Jusqu’au { $until }
certificates-lock-title = Protégé par le verrou de cet appareil
certificates-lock = Vos clés ne s’ouvrent que sur cet appareil, après votre empreinte, votre visage ou son code. Si vous le perdez, ou supprimez la clé d’accès de cette page, demandez un nouveau lien à un agent.
certificates-issuer = Délivré par
certificates-person = Numéro de la personne
certificates-serial = Numéro de série
certificates-sha256 = SHA-256
certificates-from = Valable dès (UTC)
certificates-to = Valable jusqu’à (UTC)
certificates-device = Ce téléphone
certificates-comparison = Code de comparaison
certificates-service = Service

## Where it ends
halted-blocked-title = Ce téléphone est bloqué
halted-blocked = Il ne peut plus vous connecter ni signer. Allez voir un agent, qui peut vous dire pourquoi et vous donner un nouveau lien.
halted-ended-title = Ce téléphone est hors service
halted-ended = Vous ou un agent l’avez mis hors service : il ne peut plus vous connecter ni signer. Ce qu’il a signé reste valable. Pour utiliser de nouveau ce téléphone, demandez un nouveau lien à un agent.
halted-copied-title = Ce téléphone a été copié
halted-copied = Quelqu’un a utilisé les mêmes clés ailleurs, et le service les a arrêtées. Allez tout de suite voir un agent.
halted-exhausted-title = Trop de codes PIN faux
halted-exhausted = Ce téléphone a pris fin pour de bon : il ne peut plus vous connecter ni signer. Demandez un nouveau lien à un agent.
halted-again = Le préparer de nouveau
halted-tab-title = Votre téléphone est ouvert dans une autre fenêtre
halted-tab = Il peut servir dans une fenêtre à la fois.
halted-tab-take = L’utiliser ici
halted-storage-title = Ce navigateur ne garde rien
halted-storage = Votre téléphone doit garder ses clés dans ce navigateur, et celui-ci ne le permet pas. Quittez la fenêtre privée, ou permettez à cette page de garder des données, et ouvrez-la de nouveau.
halted-old-title = Ce navigateur est trop ancien
halted-old = Il lui manque ce qui garde vos clés en sûreté. Utilisez la dernière version de votre navigateur.
halted-damaged-title = Votre téléphone ne peut pas être ouvert
halted-damaged = Ce qu’il garde dans ce navigateur ne peut pas être lu. Ouvrez-le de nouveau. Si cela n’aide pas, demandez un nouveau lien à un agent.
`;var kr={en:[ed,td,nd,od],fr:[rd,id,sd,ad],ar:[Zu,Ju,Xu,Qu]},cd="language",Hm=["ar"],_r=Object.keys(kr),Sr=[],Dn="en",ud=hs("en");function hs(e){let t=new uo(e),n=Sr.find(({tag:o})=>o===e);for(let o of kr[n===void 0?e:"en"]??[])t.addResource(new Ln(o));return n!==void 0&&t.addResource(new Ln(n.words),{allowOverrides:!0}),t}function dd(){return _r}async function ld(){try{let t=await(await fetch("/languages.json",{redirect:"error",credentials:"omit",signal:AbortSignal.timeout(3e3)})).json();Sr=t.added.filter(({tag:o})=>kr[o]===void 0);let n=t.languages.filter(o=>kr[o]!==void 0||Sr.some(r=>r.tag===o));n.length>0&&(_r=n)}catch{}}function d(e,t){return fd(ud,e,t)}function fd(e,t,n){let o=e.getMessage(t)?.value;if(o==null)throw new Error(`the catalogue has no message ${t}`);return e.formatPattern(o,n)}function pd(e){return fd(hs(e),"language-name")}function fn(){return Dn}function Er(e){Dn=e,ud=hs(e),document.documentElement.lang=e,document.documentElement.dir=Sr.find(({tag:t})=>t===e)?.direction??(Hm.includes(e)?"rtl":"ltr"),document.title=d("phone-name");try{localStorage.setItem(cd,e)}catch{}}function hd(){return[Wm(),...navigator.languages.map(t=>t.split("-")[0])].flatMap(t=>_r.filter(n=>n===t))[0]??_r[0]??"en"}function Wm(){try{return localStorage.getItem(cd)??void 0}catch{return}}function Un({amount:e,currency:t}){let n=e.split(".")[1]?.length??0,o={style:"currency",currency:t,currencyDisplay:"code",minimumFractionDigits:n,maximumFractionDigits:n};return new Intl.NumberFormat(Dn,o).format(Number(e))}function st(e){return new Intl.DateTimeFormat(Dn,{dateStyle:"long"}).format(e*1e3)}function Ge(e,t){let[n,o]=[new Date(e*1e3),new Date(t*1e3)],r=n.toDateString()===o.toDateString();return new Intl.DateTimeFormat(Dn,r?{timeStyle:"short"}:{dateStyle:"medium",timeStyle:"short"}).format(n)}function pn(e){return new Date(e*1e3).toISOString().replace(".000Z","Z")}function Qt(e){try{return new Intl.DisplayNames(Dn,{type:"region"}).of(e)??e}catch{return e}}function md(e,t,n,o){let r=n===void 0?void 0:{endpoint:n.endpoint,key:xe(n.key),secret:xe(n.secret)};return Fe("sign-subscription+jwt",{v:1,aud:"phone-door",device:e,iat:t,push:r},o)}var Vm=O({key:De(/^[A-Za-z0-9_-]{87}$/,"a point of P-256 in base64url")}),gd=(e,t)=>Pe.fromPoint(je(Vm(e,t).key)).point;var yd=1e4;async function wd(e,t){let n=t.permission();if(n==="none")return"none";if(n==="denied")return e.state.isWoken===!0&&await ms(e,t),"denied";let o=await kd(e);return o===void 0?"none":e.state.isWoken!==!0||n!=="granted"?"off":(await vd(e,t,o),"on")}async function bd(e,t){if(!await t.ask())return t.permission()==="denied"?"denied":"off";let n=await kd(e);return n===void 0?"none":(await vd(e,t,n),await e.commit(o=>({...o,isWoken:!0})),"on")}async function ms(e,t){await t.end(),await e.commit(n=>({...n,isWoken:!1})),await xd(e,void 0)}async function vd(e,t,n){await xd(e,await t.subscribe(n))}async function xd(e,t){let n=await md(e.identity.device,e.now(),t,e.sign);await e.send("/v1/phone/subscription",n,yd)}async function kd(e){try{let{body:t}=await Cn(e.environment,e.state.baseUrl,"/v1/push-key",yd);return gd(ve(t,"the key of pushes"),"the key of pushes")}catch(t){if(t instanceof ze&&t.status===404)return;throw t}}var zn,Re,gs,_d,ys=Object.is,Pr=0,qd=[],ws=[],Oe=ie,Sd=Oe.__b,Ed=Oe.__r,Pd=Oe.diffed,Td=Oe.__c,Od=Oe.unmount,Ad=Oe.__;function Tr(e,t){Oe.__h&&Oe.__h(Re,e,Pr||t),Pr=0;var n=Re.__H||(Re.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function ke(e){return Pr=1,jm($d,e)}function jm(e,t,n){var o=Tr(zn++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):$d(void 0,t),function(i){var s=(o.__N||o.__)[0],c=o.t(s,i);ys(s,c)||(o.__N=[c,o.__[1]],o.__c.setState({}))}],o.__c=Re,!Re.__f)){Re.__f=!0;var r=Re.shouldComponentUpdate;Re.shouldComponentUpdate=function(i,s,c){var u=this.__H;if(!u)return!0;var f=!1,l=this.props!=i;if(u.__.some(function(m){m.__N&&(f=!0,ys(m.__[0],m.__N[0])||(l=!0))}),r){var h=r.call(this,i,s,c);return f?h||l:h}return!f||l}}return o.__}function $e(e,t){var n=Tr(zn++,3);!Oe.__s&&vs(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,Re.__H.__h.push(n))}function Bd(e,t){var n=Tr(zn++,4);!Oe.__s&&vs(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,Re.__h.push(n))}function Ne(e){return Pr=5,Gm(function(){return{current:e}},[])}function Gm(e,t){var n=Tr(zn++,7);return vs(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Ym(){var e;do{for(;e=ws.shift();)try{lo(e)}catch(n){Oe.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=qd.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(lo),t.__h.some(bs),t.__h=[]}catch(n){t.__h=[],Oe.__e(n,e.__v)}}}while(ws.length)}Oe.__b=function(e){Re=null,Sd&&Sd(e)},Oe.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Ad&&Ad(e,t)},Oe.__r=function(e){Ed&&Ed(e),zn=0;var t=(Re=e.__c).__H;t&&(gs==Re?Re.__h=[]:(t.__h.some(lo),t.__h.some(bs),zn=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),gs=Re},Oe.diffed=function(e){Pd&&Pd(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Cd(qd.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),gs=Re=null},Oe.__c=function(e,t){t.some(function(n){try{n.__h.some(lo),n.__h=n.__h.filter(function(o){return!o.__||bs(o)})}catch(o){n.__h=[function(){throw o}]}}),Td&&Td(e,t)},Oe.unmount=function(e){Od&&Od(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}r.__P=n,Cd(ws.push(r))}else lo(r)}catch(i){t=i}}),o.__H=void 0,t&&Oe.__e(t,o.__v))};var Rd=typeof requestAnimationFrame=="function";function Zm(e){var t,n=function(){clearTimeout(o),Rd&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);Rd&&(t=requestAnimationFrame(n))}function Cd(e){e!=1&&_d==Oe.requestAnimationFrame||((_d=Oe.requestAnimationFrame)||Zm)(Ym)}function lo(e){var t=Re,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),Re=t}function bs(e){var t=Re;e.__c=e.__(),Re=t}function vs(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!ys(n,e[o])})}function $d(e,t){return typeof t=="function"?t(e):t}var Jm=Symbol.for("pv"),Xm=0;function a(e,t,n,o,r,i){t||(t={});var s,c,u=t;if("ref"in u&&typeof e!="function")for(c in u={},t)c=="ref"?s=t[c]:u[c]=t[c];var f={type:e,props:u,key:n,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Jm,__v:--Xm,__i:-1,__u:0};return(r||i)&&(f.__source=r,f.__self=i),ie.vnode&&ie.vnode(f),f}function M({id:e,bar:t,children:n,actions:o}){let r=Ne(null);return $e(()=>{scrollTo(0,0),r.current?.focus({preventScroll:!0})},[e]),a("div",{class:"screen",children:[a("header",{class:"bar",children:[a(Qm,{}),t]}),a("main",{ref:r,tabIndex:-1,"data-screen":e,children:n}),o!==void 0&&a("footer",{class:"actions",children:o})]})}function Qm(){return a("img",{src:"/emblem.svg",alt:""})}function fo({title:e,redraw:t}){let n=o=>{Er(o.currentTarget.value),t()};return a($,{children:[a("strong",{children:e}),a("select",{class:"ds-input","aria-label":d("language"),value:fn(),onChange:n,children:dd().map(o=>a("option",{value:o,lang:o,children:pd(o)},o))})]})}function F({title:e,back:t}){return a($,{children:[a("strong",{children:e}),t!==void 0&&a(E,{kind:"tertiary",onClick:t,children:d("back")})]})}function E({kind:e="primary",colour:t,isBusy:n=!1,submits:o=!1,label:r,onClick:i,children:s,class:c}){return a("button",{class:c===void 0?"ds-button":`ds-button ${c}`,type:o?"submit":"button","data-variant":e,"data-color":t,"aria-label":r,"aria-disabled":n||void 0,onClick:n?void 0:i,children:s})}function ne({children:e,lang:t}){return a("bdi",{lang:t,dir:"auto",children:e})}function V({colour:e,title:t,children:n,isLive:o=!1}){return a("div",{class:"ds-alert","data-color":e,role:o?"status":void 0,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:t}),n!==void 0&&a("p",{class:"ds-paragraph","data-size":"sm",children:n})]})}function Z({children:e,size:t="sm"}){return a("h1",{class:"ds-heading","data-size":t,children:e})}function D({children:e,isQuiet:t=!1}){return a("p",{class:t?"ds-paragraph quiet":"ds-paragraph",children:e})}function at({children:e}){return a("div",{class:"stack",role:"status",children:[a("span",{class:"ds-skeleton","data-variant":"rectangle","aria-hidden":"true",style:{blockSize:"4rem"}}),a("span",{class:"ds-skeleton","data-variant":"text","aria-hidden":"true"}),a("p",{class:"ds-paragraph quiet",children:e})]})}function hn({title:e,facts:t}){return a("details",{class:"ds-details",children:[a("summary",{children:e}),a("div",{children:a("dl",{class:"facts",children:t.map(([n,o])=>o===void 0?null:a(Ye,{name:n,children:a("code",{class:"ltr",children:o})},n))})})]})}function Ye({name:e,children:t}){return a($,{children:[a("dt",{children:e}),a("dd",{children:t})]})}function Id({app:e}){return e.waking!=="off"?null:a("section",{class:"ds-card stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("waking-title")}),a(D,{children:d("waking-text")}),e.wakingFailed&&a(V,{colour:"warning",title:d("waking-failed-title"),isLive:!0,children:d("waking-failed")}),a(E,{kind:"secondary",isBusy:e.isWakingBusy,onClick:()=>{Dd(e,()=>bd(e.open,ln))},children:d(e.isWakingBusy?"waking-busy":"waking-begin")})]})}function Ld({app:e}){if(e.waking==="none"||e.waking===void 0)return null;let t=async()=>(await ms(e.open,ln),"off");return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("waking-title")}),a(D,{children:d(`waking-is-${e.waking}`)}),e.waking==="on"&&a(E,{kind:"secondary",isBusy:e.isWakingBusy,onClick:()=>{Dd(e,t)},children:d("waking-end")})]})}async function Or(e){if(e.phone?.enrolled!==void 0)try{e.update({waking:await wd(e.open,ln)})}catch{e.update({waking:void 0})}}async function Dd(e,t){e.update({isWakingBusy:!0,wakingFailed:!1});try{e.update({isWakingBusy:!1,waking:await t()})}catch{e.update({isWakingBusy:!1,wakingFailed:!0})}}var Nd;function Ud(){if(Nd===fn())return;Nd=fn();let{lang:e,dir:t}=document.documentElement;Nu({title:d("notification-title"),body:d("notification-text"),lang:e,dir:t}).catch(()=>{})}function Ar(e,t){xs(e,t)||e.show({name:"activation",problem:"activation-wrong"})}function xs(e,t){let n;try{n=Hc(t.slice(t.indexOf("#")+1))}catch{return!1}return e.show({name:"activation-found",activation:n}),!0}async function zd(e,t){e.show({name:"code",isBusy:!0});let n;try{n=Zc(t)}catch{return e.show({name:"code",problem:"code-slip"})}try{e.show({name:"activation-found",activation:await hu(e.open,n)})}catch(o){e.show({name:"code",problem:o instanceof g?"code-other-service":"making-unreached"})}}function ks(e,t){e.show({name:"choose",activation:t,purpose:"authentication"})}function Kd(e,t,n,o,r,i){if(!i)return o.fill(0),e.show({name:"choose",activation:t,purpose:n,differs:!0,...r===void 0?{}:{before:r}});if(n==="authentication")return e.show({name:"choose",activation:t,purpose:"signature",before:o});if(r===void 0)return ks(e,t);eg(e,t,{authentication:r,signature:o})}async function eg(e,t,n){if(!await e.open.environment.deviceLock.isThere().catch(()=>!1))return Rr(e,t,n);e.show({name:"protect",activation:t,pins:n})}async function Md(e,t,n){e.show({name:"protect",activation:t,pins:n,isBusy:!0});let o;try{o=await e.open.environment.deviceLock.make(`${d("phone-name")}, ${st(e.now())}`)}catch{return e.show({name:"protect",activation:t,pins:n,hasFailed:!0})}await Rr(e,t,n,o),o.secret.fill(0)}async function Rr(e,t,n,o){e.show({name:"making"}),e.isForbidden=!1,await Hd(e,()=>pu(e.open,t,n,o),t),n.authentication.fill(0),n.signature.fill(0)}async function Fd(e){e.show({name:"making"}),await Hd(e,()=>os(e.open),void 0)}async function Hd(e,t,n){try{let o=await t(),{authentication:r,signature:i}=o.certificates;e.show({name:"enrolled",enrolled:o,comparison:await Bn(r.sha256,i.sha256)}),Or(e)}catch(o){if(e.isForbidden)return e.show({name:"activation",problem:"activation-other-service"});e.show({name:"making",failed:ng(e,o,n)})}}var tg=[W.activationUsed,W.activationExpired,W.activationCancelled,W.activationEnded,W.activationUnknown,W.activationWrong];function ng(e,t,n){if(t instanceof ge)return e.open.isNew&&n!==void 0?{why:"unreached",activation:n}:{why:"unreachable"};if(!(t instanceof ze))return{why:"check"};let{slug:o,title:r}=t.problem;return tg.includes(o)||r===""?{why:"link-over"}:{why:"refused",reason:r}}async function _s(e){await ln.end().catch(()=>{}),await e.open.forget(),e.askedAt=void 0,e.update({waiting:[],kept:void 0}),e.show({name:"start"})}function Cr(e,t){e.show({name:"request",session:t}),Au(e.open,t).catch(()=>{})}async function Ss(e,t,n){e.show({name:"read",session:t,at:n});let{view:o}=e,r=await rg(e,t,n);e.view===o&&((r.type==="text"||r.type==="differs")&&e.noteRead(t,n,r.type==="text"),e.show({name:"read",session:t,at:n,found:r}))}var og=256*1024;async function rg(e,t,n){let o=t.contents[n];if(o?.type==="text")return{type:"text",text:o.text};try{let r=await ku(e.open,t,n);if(Ki(r))return{type:"pdf",file:r};let i=r.length>og?void 0:ig(r);return i===void 0?{type:"other",file:r}:{type:"text",text:i}}catch(r){return{type:r instanceof g?"differs":"unreached"}}}function ig(e){try{let t=new TextDecoder("utf-8",{fatal:!0}).decode(e);return new RegExp("[\\p{Cf}\\p{Co}\\p{Cn}]|(?![\\n\\r\\t])\\p{Cc}","u").test(t)?void 0:t}catch{return}}async function Wd(e,t,n){e.show({name:"request",session:t,isBusy:!0});try{await Ru(e.open,t,n),ct(e,t,{declined:"refused",not_mine:"not-me",wrong_code:"wrong-code"}[n])}catch(o){jd(e,t,o)}}async function Vd(e,t,n){e.show({name:"pin",session:t,isBusy:!0});try{await Cu(e.open,t,n,e.choiceOf(t).choice),ct(e,t,t.statement.body.purpose==="signature"?"signed":"logged-in")}catch(o){jd(e,t,o)}finally{n.fill(0)}}function ct(e,t,n,o={}){let r=e.open.wrongPins;e.open.wrongPins=void 0,qr(e,t),e.show({name:"result",session:t,ending:n,...o,...sg(r)?{wrongPins:r}:{}})}function sg(e){return e!==void 0&&e.authentication.since_last_use+e.signature.since_last_use>0}function qr(e,t){let n=t.statement.body.session;e.forgetChoice(n),e.update({waiting:e.waiting.filter(({statement:o})=>o.body.session!==n)})}function jd(e,t,n){if(wt(n))return $t(e,n);if(n instanceof Tn)return ct(e,t,"elsewhere");if(n instanceof Yt)return ct(e,t,"gone");if(n instanceof rt)return ct(e,t,"late");if(n instanceof pt)return e.show({name:"result",session:t,ending:"lock-shut"});if(n instanceof ge)return dn(e.open,t.statement.body.session)?ct(e,t,"unsure"):e.show({name:"result",session:t,ending:"offline"});if(!(n instanceof ze))return ct(e,t,"failed");let{slug:o,remaining:r,lockedUntil:i,title:s}=n.problem;switch(o){case W.pinWrong:return e.show({name:"pin",session:t,wrong:{remaining:r}});case W.pinLocked:return ct(e,t,"locked",i===void 0?{}:{until:i});case W.tooManyUnlocks:case W.tooManyMessages:return ct(e,t,"many");case W.sessionExpired:return ct(e,t,"late");case W.sessionOver:case W.sessionUnknown:return ct(e,t,"gone");default:return ct(e,t,"failed",s===""?{}:{reason:s})}}function $t(e,t){ln.end().catch(()=>{});let n={[W.phoneCopied]:"copied",[W.pinExhausted]:"exhausted",[W.deviceEnded]:"ended"};e.show({name:"halted",why:n[Qn(t)??""]??"blocked"})}var ag=3e4;function Es(e){let t=document.createElement("iframe");return t.setAttribute("sandbox","allow-scripts"),t.src=e,t}function Ps(e,t,n=[]){let{port1:o,port2:r}=new MessageChannel;return e.contentWindow?.postMessage(t,"*",[r,...n]),o}var Gd=async(e,t)=>{let n=Es("/fetcher.html");n.hidden=!0;try{return await new Promise((o,r)=>{let i=()=>r(new ge("the document cannot be reached"));setTimeout(i,ag),n.addEventListener("load",()=>{let s=Ps(n,{url:e,size:t});s.onmessage=({data:c})=>c instanceof ArrayBuffer?o(new Uint8Array(c)):i()}),document.body.append(n)})}finally{n.remove()}};/*!
 * Copyright (c) 2023 Paul Miller (paulmillr.com)
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */var cg=(()=>{let e=[];for(let t=1;t<=40;t++){let n=(16*t+128)*t+64;if(t>=2){let o=Math.floor(t/7)+2;n-=(25*o-10)*o-55,t>=7&&(n-=36)}e.push(n>>>3)}return e})(),ug=["low","medium","quartile","high"],dg={low:[7,10,15,20,26,18,20,24,30,18,20,24,26,30,22,24,28,30,28,28,28,28,30,30,26,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],medium:[10,16,26,18,24,16,18,22,22,26,30,22,22,24,24,28,28,26,26,26,26,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28],quartile:[13,22,18,26,18,24,18,22,20,24,28,26,24,20,30,24,28,28,26,30,28,30,30,30,30,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],high:[17,28,22,16,22,28,26,26,24,28,24,28,22,24,24,30,28,28,26,28,30,24,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30]},lg={low:[1,1,1,1,1,2,2,2,2,4,4,4,4,4,6,6,6,6,7,8,8,9,9,10,12,12,12,13,14,15,16,17,18,19,19,20,21,22,24,25],medium:[1,1,1,2,2,4,4,4,5,5,5,8,9,9,10,10,11,13,14,16,17,17,18,20,21,23,25,26,28,29,31,33,35,37,38,40,43,45,47,49],quartile:[1,1,2,2,4,4,6,6,8,8,8,10,12,16,12,17,16,18,21,20,23,23,25,27,29,34,34,35,38,40,43,45,48,51,53,56,59,62,65,68],high:[1,1,2,4,4,4,5,6,8,8,11,11,16,16,18,16,19,21,25,25,25,34,30,32,35,37,40,42,45,48,51,54,57,60,63,66,70,74,77,81]},fg={low:1,medium:0,quartile:3,high:2},Nr="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";function pg(e){if(e=tl(e),e===1)return[];let t=21+4*(e-1)-7,n=Math.ceil((t-6)/28),o=Math.floor((t-6)/n);o%2?o+=1:(t-6)%n*2>=n&&(o+=2);let r=[6];for(let i=1;i<n;i++)r.push(t-(n-i)*o);return r.push(t),r}function hg(e,t){let n=fg[e]<<3|t,o=n;for(let r=0;r<10;r++)o=o<<1^(o>>9)*1335;return(n<<10|o)^21522}function mg(e){let t=e;for(let n=0;n<12;n++)t=t<<1^(t>>11)*7973;return e<<12|t}var gg={numeric:1,alphanumeric:2,byte:4},po={numeric:[10,12,14],alphanumeric:[9,11,13],byte:[8,16,16]},Os=(()=>{let e=new Uint8Array(510),t=new Uint8Array(256);for(let n=0,o=1;n<255;n++)e[n]=e[n+255]=o,t[o]=n,o<<=1,o&256&&(o^=285);return{exp:e,log:t}})();function yg(e){let{exp:t,log:n}=Os,o=new Uint8Array(e);o[e-1]=1;for(let r=0,i=1;r<e;r++){for(let s=0;s<e;s++){let c=o[s];o[s]=(c?t[n[c]+n[i]]:0)^(s+1<e?o[s+1]:0)}i=t[n[i]+1]}return o}var Yd=[];function wg(e){let t=Yd[e];if(t!==void 0)return t;let n=yg(e),{exp:o,log:r}=Os,i=new Uint8Array(256*e);for(let s=1;s<256;s++){let c=r[s],u=s*e;for(let f=0;f<e;f++){let l=n[f];l&&(i[u+f]=o[r[l]+c])}}return Yd[e]={gen:n,mul:i}}function bg(e,t,n){let{exp:o,log:r}=Os,i=t.length,s=new Uint8Array(i);if(n!==void 0){let c=i-1;for(let u=0;u<e.length;u++){let f=(e[u]^s[0])*i;for(let l=0;l<c;l++)s[l]=s[l+1]^n[f+l];s[c]=n[f+c]}return s}for(let c=0;c<e.length;c++){let u=e[c]^s[0];if(s.copyWithin(0,1),s[i-1]=0,u)for(let f=0;f<i;f++)t[f]&&(s[f]^=o[r[t[f]]+r[u]])}return s}function Ir(e,t){let n=cg[e-1],o=dg[t][e-1],r=lg[t][e-1],i=Math.floor(n/r)-o,s=r-n%r;return{words:o,numBlocks:r,shortBlocks:s,blockLen:i,capacity:(n-o*r)*8}}var St=e=>{throw new Error(e)};function tl(e){if(typeof e!="number")throw new TypeError(`"ver" expected number, got type=${typeof e}`);if(!Number.isSafeInteger(e))throw new RangeError(`"ver" expected safe integer, got ${e}`);if(e<1||e>40)throw new RangeError(`Invalid version=${e}. Expected number [1..40]`);return e}function vg(e){let t="numeric";for(let n=0;n<e.length;n++){let o=$r[e.charCodeAt(n)];if(!(o>=0))return"byte";o>9&&(t="alphanumeric")}return t}var $r=(()=>{let e=new Int8Array(128).fill(-1);for(let t=0;t<Nr.length;t++)e[Nr.charCodeAt(t)]=t;return e})();function xg(e,t,n,o,r){let i=Ir(e,t),s=po[o][Math.floor((e+7)/17)],c=o==="byte"?r.length:n.length;c>=1<<s&&St("Capacity overflow");let u=new Uint8Array(i.capacity>>>3),f=0,l=0,h=0,m=(C,Y)=>{for(f=f<<Y|C,l+=Y;l>=8;)u[h++]=f>>>(l-=8)&255};if(m(gg[o],4),m(c,s),o==="numeric")for(let C=0;C<c;C+=3){let Y=Math.min(3,c-C);m(Number(n.slice(C,C+Y)),[0,4,7,10][Y])}else if(o==="alphanumeric"){for(let C=0;C+1<c;C+=2)m($r[n.charCodeAt(C)]*45+$r[n.charCodeAt(C+1)],11);c&1&&m($r[n.charCodeAt(c-1)],6)}else for(let C=0;C<r.length;C++)m(r[C],8);let p=h*8+l;p>i.capacity&&St("Capacity overflow"),l&&(u[h]=f<<8-l&255),p+=Math.min(4,i.capacity-p),p&7&&(p+=8-(p&7));for(let C=p>>>3,Y=0;C<u.length;C++,Y^=1)u[C]=Y?17:236;let{words:y,numBlocks:v,shortBlocks:b,blockLen:x}=i,k=wg(y),R=[],L=[];for(let C=0,Y=0;C<v;C++){let _=x+(C<b?0:1);R.push(u.subarray(Y,Y+_)),L.push(bg(R[C],k.gen,k.mul)),Y+=_}let ue=new Uint8Array(u.length+y*v),Q=0;for(let C=0;C<=x;C++)for(let Y of R)C<Y.length&&(ue[Q++]=Y[C]);for(let C=0;C<y;C++)for(let Y of L)ue[Q++]=Y[C];return ue}function kg(e,t){let n=e%2,o=t%2,r=e%3,i=r*(t%3)%3,s=n&o,c=0;return n===o&&(c|=1),o===0&&(c|=2),r===0&&(c|=4),(e+t)%3===0&&(c|=8),(Math.floor(t/2)+Math.floor(e/3))%2===0&&(c|=16),s+i===0&&(c|=32),(s+i)%2===0&&(c|=64),((n^o)+i)%2===0&&(c|=128),c}var Zd=(()=>{let e=new Uint8Array(65536);for(let t=1;t<e.length;t++)e[t]=e[t>>>1]+(t&1);return e})(),Kn=e=>Zd[e&65535]+Zd[e>>>16],_g=new Uint32Array(32);function Sg(e){let t=[1431655765,858993459,252645135,16711935,65535];for(let n=0;n<5;n++){let o=t[n]>>>0,r=1<<n;for(let i=0;i<32;i+=r<<1)for(let s=0;s<r;s++){let c=e[i+s]>>>0,u=e[i+s+r]>>>0,f=(c>>>r^u)&o;e[i+s]=(c^f<<r)>>>0,e[i+s+r]=(u^f)>>>0}}}var mn=e=>{let t=e+31>>>5;return{size:e,words:t,v:new Uint32Array(t*e)}},nl=(e,t,n)=>e.v[n*e.words+(t>>>5)]>>>(t&31)&1,_t=(e,t,n,o)=>{let r=n*e.words+(t>>>5),i=1<<(t&31);e.v[r]=o?e.v[r]|i:e.v[r]&~i};function ol(e,t){let{size:n,words:o,v:r}=e,i=_g;for(let s=0;s<n;s+=32)for(let c=0;c<o;c++){let u=Math.min(32,n-s);for(let f=0;f<u;f++)i[f]=r[(s+f)*o+c];i.fill(0,u),Sg(i);for(let f=0,l=c*32;f<32&&l<n;f++,l++)t.v[l*t.words+(s>>>5)]=i[f]}}function Jd(e){let{size:t,words:n,v:o}=e,r=t&31?(1<<(t&31))-1>>>0:4294967295,i=0;for(let s=0;s<n;s++){let c=s===n-1?r:4294967295,u=o[3*n+s],f=4294967295,l=o[s]^o[n+s],h=o[n+s]^o[2*n+s],m=o[2*n+s]^u;for(let p=0,y=4*n+s;p<=t-5;p++,y+=n){let v=o[y],b=u^v,x=~(l|h|m|b)&c;x&&(i+=Kn(x>>>0)+2*Kn((x&f)>>>0)),f=l,l=h,h=m,m=b,u=v}}return i}function Xd(e){let{size:t,words:n,v:o}=e,r=t&31?(1<<(t&31))-1>>>0:4294967295,i=0;for(let s=0;s<n;s++){let c=s===n-1?r:4294967295;for(let u=0;u<=t-11;u++){let f=u*n+s,l=o[f],h=o[f+=n],m=o[f+=n],p=o[f+=n],y=o[f+=n],v=o[f+=n],b=o[f+=n],x=o[f+=n],k=o[f+=n],R=o[f+=n],L=o[f+n],ue=c&l&~h&m&p&y&~v&b&~(x|k|R|L),Q=c&~(l|h|m|p)&y&~v&b&x&k&~R&L;i+=Kn(ue>>>0)+Kn(Q>>>0)}}return i}function Eg(e,t,n=1/0){let{size:o,words:r,v:i}=e,s=Jd(e)+Jd(t);if(s>=n)return s;let c=(1<<o-32*(r-1)-1)-1>>>0,u=0,f=0;for(let p=0;p<o;p++)for(let y=0;y<r;y++){let v=i[p*r+y];if(f+=Kn(v>>>0),p===o-1)continue;let b=i[(p+1)*r+y],x=y+1<r?i[p*r+y+1]:0,k=y+1<r?i[(p+1)*r+y+1]:0,R=~(v^b),L=~(v^(v>>>1|x<<31)),ue=~(b^(b>>>1|k<<31)),Q=R&L&ue;y===r-1&&(Q&=c),u+=Kn(Q>>>0)}let l=o*o,h=Math.ceil(Math.max(0,Math.abs(f*100-l*50)-l*5)/(l*5)),m=s+3*u+10*h;return m>=n?m:m+40*(Xd(e)+Xd(t))}function Pg(e,t,n,o){let r=e.size,i=hg(n,o);for(let s=0;s<15;s++){let c=i>>s&1;s<6?_t(e,8,s,c):s<8?_t(e,8,s+1,c):s===8?_t(e,7,8,c):_t(e,14-s,8,c),s<8?_t(e,r-1-s,8,c):_t(e,8,r-15+s,c)}if(_t(e,8,r-8,1),t>=7){let s=mg(t);for(let c=0;c<18;c++){let u=s>>c&1,f=r-11+c%3,l=c/3|0;_t(e,f,l,u),_t(e,l,f,u)}}}var Br;function Tg(e){let t=21+4*(e-1),n=mn(t),o=new Uint8Array(t*t),r=(l,h,m)=>{_t(n,l,h,m),o[h*t+l]=1};for(let[l,h]of[[0,0],[t-7,0],[0,t-7]])for(let m=-1;m<8;m++)for(let p=-1;p<8;p++){let y=l+p,v=h+m;if(y<0||v<0||y>=t||v>=t)continue;let b=p>=0&&p<7&&m>=0&&m<7&&(p===0||p===6||m===0||m===6||p>1&&p<5&&m>1&&m<5);r(y,v,b?1:0)}let i=pg(e);for(let l of i)for(let h of i)if(!o[l*t+h])for(let m=-2;m<=2;m++)for(let p=-2;p<=2;p++){let y=Math.max(Math.abs(p),Math.abs(m))!==1;r(h+p,l+m,y?1:0)}for(let l=0;l<t;l++)o[6*t+l]||r(l,6,l%2===0?1:0),o[l*t+6]||r(6,l,l%2===0?1:0);for(let l=0;l<9;l++)l!==6&&(r(8,l,0),r(l,8,0)),l<8&&(r(t-1-l,8,0),r(8,t-1-l,0));if(e>=7)for(let l=0;l<18;l++){let h=t-11+l%3,m=l/3|0;r(h,m,0),r(m,h,0)}let s=[];for(let l=0;l<8;l++)s.push(mn(t));let c=new Uint16Array(t*t),u=0;for(let l=t-1,h=-1,m=t-1;l>0;l-=2,h=-h)for(l===6&&(l=5);;m+=h){for(let p=0;p<2;p++){let y=l-p;if(o[m*t+y])continue;let v=m*n.words+(y>>>5);c[u++]=v<<5|y&31;for(let b=0,x=kg(y,m);x;b++,x>>=1)x&1&&(s[b].v[v]|=1<<(y&31))}if(m+h<0||m+h>=t)break}let f=s.map(l=>{let h=mn(t);return ol(l,h),h.v});return{ver:e,tpl:n.v,pos:c.slice(0,u),planes:s.map(l=>l.v),planesT:f,work:[mn(t),mn(t),mn(t),mn(t)]}}function Og(e,t,n,o,r=!1){(Br===void 0||Br.ver!==e)&&(Br=Tg(e));let{tpl:i,pos:s,planes:c,planesT:u,work:f}=Br,[l,h,m,p]=f;l.v.set(i);let y=Math.min(8*n.length,s.length);for(let x=0;x<y;x++)if(n[x>>>3]&128>>>(x&7)){let k=s[x];l.v[k>>>5]|=1<<(k&31)}let v=o;if(v===void 0){ol(l,h);let x=1/0;for(let k=0;k<8;k++){let R=c[k],L=u[k];for(let Q=0;Q<m.v.length;Q++)m.v[Q]=l.v[Q]^R[Q],p.v[Q]=h.v[Q]^L[Q];let ue=Eg(m,p,x);ue<x&&(x=ue,v=k)}}let b=c[v];for(let x=0;x<l.v.length;x++)l.v[x]^=b[x];return r||Pg(l,e,t,v),l}var Ts=(e,t)=>{if(typeof e!="number")throw new TypeError(`"${t}" expected number, got type=${typeof e}`);if(!Number.isSafeInteger(e))throw new RangeError(`"${t}" expected safe integer, got ${e}`);return e},Qd=(e,t)=>{if(typeof e!="string")throw new TypeError(`"${t}" expected string, got type=${typeof e}`);return e};function Ag(e){let t=0;for(let n=0;n<e.length;n++){let o=e.charCodeAt(n);if(o<128)t++;else if(o<2048)t+=2;else if(o<55296||o>57343)t+=3;else if(o<=56319&&n+1<e.length){let r=e.charCodeAt(n+1);r>=56320&&r<=57343?(t+=4,n++):t+=3}else t+=3}return t}function Rg(e,t){let n=po.byte[Math.floor((e+7)/17)];return Math.min((1<<n)-1,Math.floor((Ir(e,t).capacity-4-n)/8))}function Cg(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var ho=(e,t,n)=>e.map[t]>=0&&e.map[n]>=0&&nl(e.m,e.map[t],e.map[n])===1,rl=[10,27],il=String.fromCharCode(rl[0]);function qg(e){let t=e.W,n=new Array(t);for(let o=0;o<t;o++){let r=new Array(t);for(let i=0;i<t;i++)r[i]=ho(e,i,o);n[o]=r}return n}function Bg(e){let t=e.W,n="";for(let o=0;o<t;o+=2){for(let r=0;r<t;r++){let i=ho(e,r,o),s=o+1>=t?!0:ho(e,r,o+1);n+=!i&&!s?"█":!i&&s?"▀":i&&!s?"▄":" "}n+=il}return n}function $g(e){let t=e.W,n=String.fromCharCode(rl[1]),o=n+"[0m",r="";for(let i=0;i<t;i++){for(let s=0;s<t;s++)r+=ho(e,s,i)?`${n}[40m  ${o}`:`${n}[1;47m  ${o}`;r+=il}return r}function Ng(e,t){let n=e.W,o=`<svg viewBox="0 0 ${n} ${n}" xmlns="http://www.w3.org/2000/svg">`,r="",i;for(let s=0;s<n;s++)for(let c=0;c<n;c++){if(!ho(e,c,s))continue;if(!t){o+=`<rect x="${c}" y="${s}" width="1" height="1" />`;continue}let u=`M${c} ${s}`;if(i){let f=`m${c-i.x} ${s-i.y}`;f.length<=u.length&&(u=f)}r+=`${u}h1v1${c<10?`H${c}`:"h-1"}Z`,i={x:c,y:s}}return t&&(o+=`<path d="${r}"/>`),o+"</svg>"}function el(e){let t=e.W,n=t*t,o=126,r=Math.floor(n/o),i=n%o,s=new Uint8Array(408+r*(o+2)+2+i+4),c=0,u=p=>{s[c++]=p&255,s[c++]=p>>>8};for(let p of[71,73,70,56,55,97])s[c++]=p;u(t),u(t),s[c++]=246,c+=2,s[c++]=255,s[c++]=255,s[c++]=255,c+=381,s[c++]=44,c+=4,u(t),u(t),s[c++]=0,s[c++]=7;let{m:f,map:l}=e,h=new Uint8Array(t),m=-2;for(let p=0,y=0;p<t;p++){let v=l[p];if(v!==m&&(m=v,h.fill(0),v>=0))for(let b=0;b<t;b++)l[b]>=0&&(h[b]=nl(f,l[b],v));for(let b=0;b<t;){if(y%o===0){let k=n-y;s[c++]=(k<o?k:o)+1,s[c++]=128}let x=Math.min(o-y%o,t-b);s.set(h.subarray(b,b+x),c),c+=x,b+=x,y+=x}}return i===0&&(s[c++]=1,s[c++]=128),s[c++]=1,s[c++]=129,s[c++]=0,s[c++]=59,s}function Ig(e){let t=e,n;if(typeof t.toBase64=="function")n=t.toBase64();else{let o="";for(let r=0;r<t.length;r+=8192)o+=String.fromCharCode(...t.subarray(r,r+8192));n=btoa(o)}return"data:image/gif;base64,"+n}function Lg(e,t="raw",n={}){if(Qd(e,"text"),Qd(t,"output"),typeof n!="object"||n===null||Array.isArray(n))throw new TypeError(`"opts" expected object, got type=${typeof n}`);let o=n.version;o!==void 0&&(o=tl(o));let r=n.ecc!==void 0?n.ecc:"medium";ug.includes(r)||St(`invalid ecc=${r}`);let i=n.encoding!==void 0?n.encoding:vg(e);if(po[i]||St(`invalid encoding=${i}`),i!=="byte"){let k=i==="numeric"?Nr.slice(0,10):Nr;for(let R of e)k.includes(R)||St(`Unknown letter: "${R}". Allowed: ${k}`)}n.mask!==void 0&&(Ts(n.mask,"opts.mask")<0||n.mask>7)&&St(`invalid mask=${n.mask}`);let s=n.textEncoder;if(i==="byte"&&s===void 0){let k=Rg(o===void 0?40:o,r);(e.length>k||Ag(e)>k)&&St("Capacity overflow")}let c=i==="byte"?(s!==void 0?s:k=>new TextEncoder().encode(k))(e):void 0;if(c!==void 0&&!Cg(c))throw new TypeError(`"opts.textEncoder" expected Uint8Array, got type=${typeof c}`);let u=i==="byte"?c.length:e.length,f=i==="numeric"?Math.floor(u/3)*10+[0,4,7][u%3]:i==="alphanumeric"?Math.floor(u/2)*11+u%2*6:u*8;if(o===void 0){for(o=1;o<=40;o++){let k=po[i][Math.floor((o+7)/17)];if(u<1<<k&&4+k+f<=Ir(o,r).capacity)break}o>40&&St("Capacity overflow")}else{let k=po[i][Math.floor((o+7)/17)];(u>=1<<k||4+k+f>Ir(o,r).capacity)&&St("Capacity overflow")}let l=xg(o,r,e,i,c),h=Og(o,r,l,n.mask),m=n.border===void 0?2:Ts(n.border,"opts.border");if(m<=0)throw new RangeError(`invalid border=${m}`);let p=n.scale===void 0?1:Ts(n.scale,"opts.scale");if(p<=0||p>1024)throw new RangeError(`invalid scale factor: ${p}`);let y=(h.size+2*m)*p,v=t==="ascii"||t==="gif"||t==="data-url"?4096:1024;if(y>v)throw new RangeError(`invalid opts: output is ${y}x${y} (max ${v}), reduce border/scale`);let b=new Int32Array(y);for(let k=0;k<y;k++){let R=Math.floor(k/p)-m;b[k]=R>=0&&R<h.size?R:-1}let x={m:h,W:y,map:b};return t==="raw"?qg(x):t==="ascii"?Bg(x):t==="term"?$g(x):t==="svg"?Ng(x,n.optimize===void 0?!0:n.optimize):t==="gif"?el(x):t==="data-url"?Ig(el(x)):St(`Unknown output: ${t}`)}var sl=Lg;var al=1024;async function cl(e,t){let n=Ie(16);return{id:await Zi(n),secret:n,statementKeySha256:e,baseUrl:t}}async function ul(e,{secret:t},n){let o=H(We({device:e,secret:xe(t)})),r=await Xt(n,"sign-further-phone+jwe",o);return o.fill(0),r}var Dg=50,Ug=100,zg=O({sha256:le,purpose:Zt,not_before:Te,not_after:Te,standing:te("good","frozen","suspended","revoked"),since:U(Te)}),Kg=O({device:Ue,kind:te("app","qscd"),name:U(tt),enrolled_at:Te,used_at:U(Te),certificates:me(zg,Ug)}),Mg=O({devices:me(Kg,Dg)});function mo(e,t,n,o){return Fe("sign-inquiry+jwt",{v:1,aud:"phone-door",device:e,about:t,iat:n},o)}function dl(e){return Mg(ve(e,"the answer"),"the answer").devices}function ll({certificates:e}){return e.every(({standing:t})=>t==="revoked")}function go(e){return e.some(({certificates:t})=>t.some(({standing:n})=>n==="frozen"))}var fl=1024;async function pl(e,t,n,o){let r=H(We({device:e,purpose:t,proof_key:xe(n)})),i=await Xt(o,"sign-new-pin+jwe",r);return r.fill(0),i}var hl=40,Fg={freeze:O({type:te("freeze")}),unfreeze:O({type:te("unfreeze")}),end_device:O({type:te("end_device"),device:Ue}),activate:O({type:te("activate"),activation_id:Ue,device_kind:te("app","qscd"),secret:X(al)}),change_pin:O({type:te("change_pin"),purpose:Zt,secret:X(fl)}),name_device:O({type:te("name_device"),device:Ue,name:tt})};function As(e){switch(e.type){case"freeze":case"name_device":return;case"unfreeze":case"end_device":case"activate":return"signature";case"change_pin":return e.purpose}}var Hg=(e,t)=>{let n=te("freeze","unfreeze","end_device","change_pin","activate","name_device")(Gt(e,t).get("type")??null,"type");return Fg[n](e,t)};function ml(e,t,n,o){return Fe("sign-wish+jwt",{v:1,aud:"consent",device:e,deed:t,nonce:ae(Ie(16)),iat:n},o)}var Wg=O({statement:U(X(Je.longest))});function gl(e){return Wg(ve(e,"the answer"),"the answer").statement}var Vg=O({v:Ae(1n),aud:Ae("phone"),session:Ue,device:Ue,purpose:Zt,door:te("own"),request_sha256:le,sign:O({type:te("deed"),algorithm:te("ES256"),deed:Hg}),certificate_sha256:le,display:O({}),code:O({mode:te("none")}),key_list_sha256:le,nonce:Ue,issued_at:Te,expires_at:Te}),jg=(e,t)=>{let n=Vg(e,t);if(As(n.sign.deed)!==n.purpose)throw new g("sign must fit door and purpose");let o=n.expires_at-n.issued_at;if(o<1||o>no)throw new g("expires_at must be 1 to 600 seconds after issued_at");return n},Rs={...Je,read:jg},Gg=ee(H("mobile-signature-deed-v1"),Uint8Array.of(0));async function Cs(e,t,n,o){let r=await is(Rs,e,o);G("the wish's hash",r.body.request_sha256,n);let i=r.body.sign.deed;if([...new Set([...Object.keys(i),...Object.keys(t)])].some(c=>i[c]!==t[c]))throw new g("what is signed is another in the statement than the wish's");return{statement:r,deed:i,digest:await de(ee(Gg,Ve(r.sha256)))}}async function qs(e){let t=await mo(e.identity.device,{type:"keys"},e.now(),e.sign);return dl((await e.send("/v1/phone/inquiries",t,bt)).body)}async function yl(e,t){let n=await ml(e.identity.device,t,e.now(),e.sign),{body:o}=await e.send("/v1/phone/wishes",n,bt),r=gl(o);if(r===void 0!=(As(t)===void 0))throw new ft("the answer to the wish is not as its PIN demands");if(r===void 0)return;let i=await Mt(n);try{return await Cs(r,t,i,wr(e))}catch(s){if(!(s instanceof Ut))throw s;return await $n(e),Cs(r,t,i,wr(e))}}async function wl(e,{statement:t,deed:n,digest:o},r,i){if(i===void 0!=(n.type!=="change_pin"))throw new ft("a PIN is changed with the new one");await ss(e,{statement:t,digests:[o],shown:{deed:n},...i===void 0?{}:{newPin:i}},r)}function bl({state:e},t,n){let{salt:o,iterations:r}=e.keys[t];return Rn(n,o,r)}async function vl(e,t,{proofKey:n}){let{opening_key:o}=e.acceptedKeyList.body,r=await pl(e.identity.device,t,n,o);return n.fill(0),{type:"change_pin",purpose:t,secret:r}}async function xl(e){let{statement_key:t,opening_key:n}=e.acceptedKeyList.body,o=await cl(await t.spkiSha256(),e.state.baseUrl),r=await ul(e.identity.device,o,n);return{activation:o,deed:{type:"activate",activation_id:o.id,device_kind:"app",secret:r}}}function kl({identity:e,state:t},n){let o=n.find(({device:r})=>r===e.device);return o===void 0?[]:n.filter(({device:r,enrolled_at:i})=>r!==o.device&&i>=o.enrolled_at&&t.toldOf?.includes(r)!==!0)}async function Bs(e,t){let n=t.map(({device:o})=>o);await e.commit(o=>({...o,toldOf:[...o.toldOf??[],...n]}))}async function Nt(e){e.show({name:"keys",isBusy:!0}),await Yg(e)}async function Yg(e){let{view:t}=e;try{let n=await qs(e.open);e.update({kept:n}),e.view===t&&e.show({name:"keys"})}catch(n){if(wt(n))return $t(e,n);e.view===t&&e.show({name:"keys",hasFailed:!0})}}async function yo(e){let t=await qs(e.open).catch(()=>{});t!==void 0&&e.update({kept:t})}async function ut(e,t,n={}){e.show({name:"wishing"});try{let o=await yl(e.open,t);if(o!==void 0)return e.show({name:"grant",wish:o,given:n});await El(e,t,n)}catch(o){Pl(e,t,o)}}async function _l(e,t,n){e.show({name:"wishing"});let o=await bl(e.open,t,n);n.fill(0),await ut(e,await vl(e.open,t,o),{newPin:o})}async function Lr(e){e.show({name:"wishing"});let{activation:t,deed:n}=await xl(e.open);await ut(e,n,{activation:t})}async function Sl(e,t,n,o){let{newPin:r}=o,i={name:"grant",wish:t,given:o};e.show({...i,isBusy:!0});try{await wl(e.open,t,n,r),r?.wrapPart.fill(0),await El(e,t.deed,o)}catch(s){if(s instanceof ze&&s.problem.slug===W.pinWrong)return e.show({...i,wrong:{remaining:s.problem.remaining}});r?.wrapPart.fill(0);let c=r!==void 0&&s instanceof ge&&dn(e.open,t.statement.body.session);Pl(e,t.deed,s,c?"unsure":Tl(s))}finally{n.fill(0)}}async function El(e,t,{activation:n}){if(await yo(e),n!==void 0){let o=(e.kept??[]).map(({device:r})=>r);return e.show({name:"add-phone",activation:n,groups:await Xc(n),before:o})}e.show(t.type==="name_device"?{name:"keys"}:{name:"done",deed:t})}function Pl(e,t,n,o=Tl(n)){if(wt(n))return $t(e,n);let r=n instanceof ze?n.problem.lockedUntil:void 0;e.show({name:"done",deed:t,failure:o,...r===void 0?{}:{until:r}})}function Tl(e){if(e instanceof ge)return"offline";if(e instanceof pt)return"lock-shut";if(e instanceof On)return"same";if(e instanceof rt)return"late";if(!(e instanceof ze))return"failed";switch(e.problem.slug){case W.pinLocked:return"locked";case W.sessionExpired:case W.sessionOver:return"late";case W.tooManyUnlocks:case W.tooManyMessages:case W.tooManyWishes:return"many";case W.noFurtherPhone:return"no-further";case W.notFrozen:return"not-frozen";default:return"failed"}}var Zg=3e3;function Ol({app:e,view:{activation:t,groups:n,before:o},back:r}){let i=e.kept?.find(({device:c})=>!o.includes(c));$e(()=>{if(i!==void 0)return;let c=setInterval(()=>{yo(e)},Zg);return()=>clearInterval(c)},[i?.device]);let s=()=>{t.secret.fill(0),r()};return i!==void 0?a(Jg,{app:e,added:i,back:s}):a(M,{id:"add-phone",bar:a(F,{title:d("phone-name"),back:s}),children:[a(Z,{children:d("add-phone-title")}),a(D,{children:d("add-phone-lead")}),a(Qg,{text:`${location.origin}/#${Wc(t)}`}),a(D,{children:d("add-phone-typed")}),a("p",{class:"code ltr",style:{fontSize:"1.25rem",letterSpacing:"normal",overflowWrap:"anywhere"},children:n.join(" ")}),a(V,{colour:"warning",title:d("add-phone-secret")})]})}function Jg({app:e,added:t,back:n}){let o=Xg(t),r=()=>{Bs(e.open,[t]).then(n)};return a(M,{id:"phone-arrived",bar:a(F,{title:d("phone-name")}),actions:a($,{children:[a(E,{onClick:r,children:d("phone-arrived-same")}),a(E,{kind:"secondary",colour:"danger",onClick:()=>{ut(e,{type:"end_device",device:t.device})},children:d("phone-arrived-other")})]}),children:[a(Z,{children:d("phone-arrived-title")}),a(D,{children:d("phone-arrived-lead")}),a("section",{class:"ds-card","data-variant":"tinted","data-color":"brand",children:a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:o}),a("span",{class:"ds-sr-only",children:[...o].join(" ")})]})})]})}function Xg({device:e,certificates:t}){let[n,o]=ke("");return $e(()=>{let r=c=>t.find(u=>u.purpose===c)?.sha256,[i,s]=[r("authentication"),r("signature")];i!==void 0&&s!==void 0&&Bn(i,s).then(o)},[e]),n}function Qg({text:e}){let t=sl(e,"raw",{ecc:"medium",border:4}),n=t.flatMap((o,r)=>o.flatMap((i,s)=>i?[`M${s} ${r}h1v1h-1z`]:[]));return a("svg",{role:"img","aria-label":d("add-phone-qr"),viewBox:`0 0 ${t.length} ${t.length}`,shapeRendering:"crispEdges",style:{inlineSize:"100%",maxInlineSize:"20rem",marginInline:"auto",display:"block"},children:[a("rect",{width:"100%",height:"100%",fill:"#fff"}),a("path",{d:n.join(""),fill:"#000"})]})}function Al({app:e}){let t=e.kept===void 0?[]:kl(e.open,e.kept),[n]=t;if(n===void 0)return null;let o=()=>{Bs(e.open,t).then(()=>e.update({}))};return a("section",{class:"stack",children:[a(V,{colour:"warning",title:d("phone-added-title"),isLive:!0,children:d("phone-added",{when:Ge(n.enrolled_at,e.now())})}),a("div",{class:"pair",children:[a(E,{kind:"secondary",onClick:o,children:d("phone-added-mine")}),a(E,{kind:"secondary",colour:"danger",onClick:()=>{Nt(e)},children:d("phone-added-look")})]})]})}function Mn(e){let[t,n]=[e.subjectAttribute("givenName"),e.subjectAttribute("surname")];return[t,n].filter(r=>r!==void 0).join(" ")||e.subjectAttribute("commonName")||""}function Dr(e){return e.split(/\s+/).filter(n=>n!=="").slice(0,2).map(n=>[...n][0]?.toUpperCase()??"").join("")}function Rl({app:e,back:t}){let{certificates:n,device:o}=e.open.identity,{lock:r,baseUrl:i}=e.open.state,[s,c]=ke();return $e(()=>{let{authentication:u,signature:f}=n;Bn(u.sha256,f.sha256).then(c)},[n]),a(M,{id:"certificates",bar:a(F,{title:d("phone-name"),back:t}),actions:a(E,{kind:"secondary",onClick:t,children:d("result-done")}),children:[a(Z,{children:d("certificates-title")}),An.map(u=>{let f=n[u];return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d(`enrolled-${u}`)}),a(D,{children:d(`enrolled-${u}-text`)}),a(D,{isQuiet:!0,children:[d("certificates-for",{name:Mn(f)}),a("br",{}),d("certificates-until",{until:st(f.notAfter)})]}),a(hn,{title:d("details-for-specialists"),facts:[[d("certificates-issuer"),f.issuerAttribute("commonName")],[d("certificates-person"),f.subjectAttribute("serialNumber")],[d("certificates-serial"),f.serial],[d("certificates-from"),pn(f.notBefore)],[d("certificates-to"),pn(f.notAfter)],[d("certificates-sha256"),f.sha256]]})]},u)}),r!==void 0&&a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("certificates-lock-title")}),a(D,{children:d("certificates-lock")})]}),a(Ld,{app:e}),a(hn,{title:d("certificates-device"),facts:[[d("certificates-device"),o],[d("certificates-comparison"),s],[d("certificates-service"),i]]})]})}function Fn(e){return e==="signature"?5:4}function ql(e,t){if(e.length>12||!e.every(o=>o>=48&&o<=57))return"malformed";if(e.length<Fn(t))return"short";let n=Array.from(e,o=>o-48);return ey(n)?"sequence":ty(n)?"repetition":ny(n)?"date":void 0}function Bl(e,t){return Cl(e,t)||Cl(t,e)?"related":void 0}function Cl(e,t){return Array.from({length:Math.max(0,e.length-t.length+1)},(o,r)=>r).some(o=>t.every((r,i)=>e[o+i]===r))}function ey(e){let t=n=>e.every((o,r)=>r===0||((e[r-1]??0)+n)%10===o);return t(1)||t(9)}function ty(e){return Array.from({length:Math.floor(e.length/2)},(n,o)=>o+1).some(n=>e.length%n===0&&e.every((o,r)=>o===e[r%n]))}function ny(e){let t=(i,s)=>e.slice(i,s).reduce((c,u)=>c*10+u,0),n=(i,s)=>i>=1&&i<=31&&s>=1&&s<=12,o=i=>{let[s,c]=[t(i,i+2),t(i+2,i+4)];return n(s,c)||n(c,s)},r=i=>t(i,i+4)>=1900&&t(i,i+4)<=2099;switch(e.length){case 4:return r(0);case 6:return o(0)||o(2);case 8:return o(0)&&r(4)||o(4)&&r(0);default:return!1}}var oy=48;function wo({shortest:e,submitWord:t,isWide:n=!1,isBusy:o=!1,whenChanged:r,submit:i}){let s=Ne(new Uint8Array(12)),[c,u]=ke(0),f=Ne(0),l=v=>{f.current=v,u(v),r?.(s.current.slice(0,v))},h=v=>{o||f.current===12||(s.current[f.current]=oy+v,l(f.current+1))},m=()=>{o||f.current===0||(s.current[f.current-1]=0,l(f.current-1))},p=()=>{if(o||f.current===0)return;let v=s.current.slice(0,f.current);s.current.fill(0),l(0),i(v)},y=Ne(()=>{});return y.current=v=>{if(!(v.ctrlKey||v.altKey||v.metaKey)){if(/^[0-9]$/.test(v.key))h(Number(v.key));else if(v.key==="Backspace")m();else if(v.key==="Enter"&&!(v.target instanceof HTMLButtonElement))p();else return;v.preventDefault()}},Bd(()=>{let v=x=>y.current(x),b=s.current;return document.addEventListener("keydown",v),()=>{document.removeEventListener("keydown",v),b.fill(0)}},[]),a($,{children:[a("div",{class:"pin",role:"status","aria-label":d("pin-count",{count:c}),children:Array.from({length:Math.max(e,c)},(v,b)=>a("i",{class:b<c?"on":""},b))}),a("div",{class:"pad",role:"group","aria-label":d("pin-digits"),children:[[1,2,3,4,5,6,7,8,9].map(v=>a(E,{kind:"secondary",colour:"neutral",isBusy:o,onClick:()=>h(v),children:String(v)},v)),a(E,{kind:"tertiary",colour:"neutral",isBusy:o,label:d("pin-delete"),onClick:m,children:"⌫"}),a(E,{kind:"secondary",colour:"neutral",isBusy:o,onClick:()=>h(0),children:"0"}),!n&&a(E,{class:"word",isBusy:o,onClick:p,children:t})]}),n&&a(E,{isBusy:o,onClick:p,children:t})]})}var ry=7;function Nl(e,t,n){if(e.length===0)return{level:0,words:""};let o=Il(e,t,n);return o==="short"?{level:1,words:d("pin-weak-short",{missing:Fn(t)-e.length})}:o!==void 0?{level:1,words:d(`pin-weak-${o}`)}:e.length>=ry?{level:3,words:d("pin-strong")}:{level:2,words:d("pin-good")}}function Il(e,t,n){return ql(e,t)??(n===void 0?void 0:Bl(n,e))}function Ur({purpose:e,before:t,differs:n,asks:o,back:r,chosen:i}){let[{level:s,words:c},u]=ke({level:0,words:""}),f=d(`pin-${e}`),l=m=>{m.length>0&&u(Nl(m,e,t)),m.fill(0)},h=m=>Il(m,e,t)===void 0?i(m):(u(Nl(m,e,t)),m.fill(0));return a(M,{id:`choose-${e}`,bar:a(F,{title:f,back:r}),children:[a(Z,{children:o?.title??d(`choose-title-${e}`)}),a(D,{children:o?.lead??d(`choose-lead-${e}`)}),n&&s===0&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",children:d("choose-differs",{pin:f})}),a("div",{class:"stack",children:[a("meter",{min:0,max:3,low:1.5,high:2.5,optimum:3,value:s,"aria-label":d("pin-strength"),"aria-valuetext":c||d("pin-count",{count:0})}),a("p",{class:s===1?"ds-validation-message":"ds-paragraph","data-color":s===1?"danger":void 0,"data-size":"sm",role:"status",style:{minBlockSize:"3em"},children:c})]}),a(wo,{shortest:Fn(e),submitWord:d("choose-next",{pin:f}),isWide:!0,whenChanged:l,submit:h})]})}function zr({purpose:e,first:t,back:n,done:o}){let r=d(`pin-${e}`),i=s=>{let c=Be(s,t);s.fill(0),o(c)};return a(M,{id:`again-${e}`,bar:a(F,{title:r,back:n}),children:[a(Z,{children:d("choose-again-title",{pin:r})}),a(D,{children:d("choose-again-lead")}),a(wo,{shortest:t.length,submitWord:d("choose-same",{pin:r}),isWide:!0,submit:i})]})}function $s(e,t){e.show({name:"change-pin",purpose:t})}function Ll({app:e}){return a($,{children:[a("div",{class:"pair",children:An.map(t=>a(E,{kind:"tertiary",onClick:()=>$s(e,t),children:d("pins-change",{pin:d(`pin-${t}`)})},t))}),a(D,{isQuiet:!0,children:d("pins-forgotten")})]})}function Dl({app:e,view:{purpose:t,first:n,differs:o},back:r}){let i=u=>e.show({name:"change-pin",purpose:t,first:u});if(n===void 0){let u={title:d("change-title",{pin:d(`pin-${t}`)}),lead:d(`change-lead-${t}`)};return a(Ur,{purpose:t,before:void 0,differs:o===!0,asks:u,back:r,chosen:i},t)}return a(zr,{purpose:t,first:n,back:()=>{n.fill(0),r()},done:u=>{if(u)return void _l(e,t,n);n.fill(0),e.show({name:"change-pin",purpose:t,differs:!0})}},`${t} again`)}var iy={good:"success",frozen:"info",suspended:"warning",revoked:"danger"};function Ul({app:e,isBusy:t,hasFailed:n,back:o}){let{kept:r}=e,i=e.open.identity.device,s=({device:c})=>c===i;return a(M,{id:"keys",bar:a(F,{title:d("phone-name"),back:o}),actions:r===void 0?void 0:a(sy,{app:e,kept:r}),children:[a(Z,{children:d("keys-title")}),n&&a(V,{colour:"warning",title:d("keys-failed-title"),isLive:!0,children:d("keys-failed")}),n&&a(E,{kind:"secondary",onClick:()=>{Nt(e)},children:d("result-try-again")}),t&&r===void 0&&a(at,{children:d("keys-loading")}),r!==void 0&&go(r)&&a(V,{colour:"info",title:d("keys-frozen-title"),isLive:!0,children:d("keys-frozen")}),[...r??[]].sort((c,u)=>Number(s(u))-Number(s(c))).map(c=>a(cy,{app:e,device:c,isOwn:s(c)},c.device))]})}function sy({app:e,kept:t}){return a($,{children:[a(ay,{app:e,kept:t}),a(E,{kind:"secondary",onClick:()=>{Lr(e)},children:d("add-phone")})]})}function ay({app:e,kept:t}){return go(t)?a(E,{onClick:()=>{ut(e,{type:"unfreeze"})},children:d("keys-unfreeze")}):a(E,{kind:"secondary",colour:"danger",onClick:()=>{ut(e,{type:"freeze"})},children:d("keys-freeze")})}function Ns({name:e,enrolled_at:t}){return e??d("keys-unnamed",{since:st(t)})}function cy({app:e,device:t,isOwn:n}){let[o,r]=ke(!1),i=Ns(t),s=ll(t);return a("section",{class:"ds-card stack","data-variant":n?"tinted":void 0,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:a(ne,{children:i})}),a(D,{isQuiet:!0,children:[n&&a($,{children:[d("keys-this"),a("br",{})]}),s?d("keys-ended"):t.used_at===void 0?d("keys-never-used"):d("keys-used",{when:Ge(t.used_at,e.now())})]}),!s&&a("ul",{class:"list",children:t.certificates.map(c=>a(uy,{certificate:c},c.sha256))}),o&&a(dy,{called:t.name??"",save:c=>{ut(e,{type:"name_device",device:t.device,name:c})}}),n&&!s&&!o&&a(Ll,{app:e}),!s&&!o&&a("div",{class:"pair",children:[a(E,{kind:"tertiary",label:`${d("keys-name")}: ${i}`,onClick:()=>r(!0),children:d("keys-name")}),!n&&a(E,{kind:"tertiary",colour:"danger",label:`${d("keys-end")}: ${i}`,onClick:()=>{ut(e,{type:"end_device",device:t.device})},children:d("keys-end")})]})]})}function uy({certificate:{purpose:e,standing:t,not_after:n}}){return a("li",{children:[a("span",{children:[d(`enrolled-${e}`),a("br",{}),a("span",{class:"quiet",children:d("certificates-until",{until:st(n)})})]}),a("span",{class:"ds-tag","data-color":iy[t],children:d(`standing-${t}`)})]})}function dy({called:e,save:t}){let[n,o]=ke(e);return a("form",{class:"stack",noValidate:!0,onSubmit:i=>{i.preventDefault();let s=n.trim().replaceAll(/\s+/g," ");s!==""&&t(s)},children:[a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:"name","data-weight":"medium",children:d("keys-name-label")}),a("input",{class:"ds-input",id:"name",autocomplete:"off",maxLength:hl,value:n,onInput:i=>o(i.currentTarget.value)})]}),a(E,{kind:"secondary",submits:!0,children:d("keys-name-save")})]})}function zl({session:e,count:t,hasLock:n,isBusy:o,wrong:r,back:i,enter:s}){let{body:c}=e.statement,{purpose:u}=c,f=nt(c),l=f.payment===void 0?void 0:d("pin-summary-payment",{amount:Un(f.payment),payee:f.payment.payee}),h=t===void 0?f.documents?.[0]?.document_name:d("pin-documents",{count:t}),m=[l,h??f.text??f.domain,f.code===void 0?void 0:d("pin-summary-code",{code:f.code})];return a(M,{id:"pin",bar:o?a(F,{title:d(`request-sign-${u}`)}):a(F,{title:d(`request-sign-${u}`),back:i}),children:[a("div",{class:"asker",children:[a("span",{class:"mark","aria-hidden":"true",children:Dr(f.name)}),a("div",{children:[a("p",{children:a("strong",{children:a(ne,{children:f.name})})}),a("p",{class:"quiet",children:m.filter(p=>p!==void 0).map((p,y)=>a("span",{children:[y>0&&" · ",a(ne,{children:p})]},p))})]})]}),a("div",{class:"centred",children:a(Z,{size:"xs",children:d(`pin-title-${u}`)})}),a(Is,{purpose:u,submitWord:d(`pin-submit-${u}`),hasLock:n,isBusy:o,wrong:r,enter:s})]})}function Is({purpose:e,submitWord:t,hasLock:n,isBusy:o,wrong:r,enter:i}){return a($,{children:[r!==void 0&&!o&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",children:r.remaining===void 0||r.remaining===0?d("pin-wrong-last",{pin:d(`pin-${e}`)}):d("pin-wrong",{pin:d(`pin-${e}`),remaining:r.remaining})}),o&&a("p",{class:"centred",role:"status",children:d("pin-working")}),a(wo,{shortest:Fn(e),submitWord:t,isBusy:o,submit:i}),a("p",{class:"ds-paragraph quiet centred","data-size":"sm",children:[n&&a($,{children:[d("pin-lock-next"),a("br",{})]}),d("pin-never")]})]})}function gn({type:e}){return e.replace("_","-")}function Ls(e){return{pin:e.type==="change_pin"?d(`pin-${e.purpose}`):""}}function Ds(e){return d(`deed-${gn(e)}`,Ls(e))}function ly(e,t){let n="device"in t?e.kept?.find(({device:o})=>o===t.device):void 0;return n===void 0?void 0:Ns(n)}function Kl(){return a(M,{id:"wishing",bar:a(F,{title:d("phone-name")}),children:a(at,{children:d("pin-working")})})}function Ml({app:e,wish:{deed:t,statement:n},isBusy:o,wrong:r,back:i,enter:s}){let c=ly(e,t),u=o?a(F,{title:d("phone-name")}):a(F,{title:d("phone-name"),back:i});return a(M,{id:`grant-${gn(t)}`,bar:u,children:[a("div",{class:"centred",children:[a(Z,{size:"xs",children:d(`grant-${gn(t)}-title`,Ls(t))}),c!==void 0&&a("p",{children:a("strong",{children:a(ne,{children:c})})}),a(D,{isQuiet:!0,children:d(`grant-${gn(t)}`)})]}),a(Is,{purpose:n.body.purpose,submitWord:d("grant-submit"),hasLock:e.open.state.lock!==void 0,isBusy:o,wrong:r,enter:s})]})}function Fl({app:e,view:{deed:t,failure:n,until:o},again:r,back:i}){let s=n===void 0?`done-${gn(t)}`:`undone-${n}`,c=n!==void 0&&["same","offline","lock-shut","late"].includes(n);return a(M,{id:s,bar:a(F,{title:d("phone-name")}),actions:a($,{children:[c&&a(E,{onClick:r,children:d("result-try-again")}),a(E,{kind:c?"secondary":"primary",onClick:i,children:d("done-back")})]}),children:a("div",{class:"ds-alert","data-color":n===void 0?"success":"warning",role:"status",children:[a("h1",{class:"ds-heading","data-size":"xs",children:n===void 0?d(`done-${gn(t)}-title`,Ls(t)):d(`undone-${n}-title`)}),a("p",{class:"ds-paragraph",children:n===void 0?d(`done-${gn(t)}`):d(`undone-${n}`,{until:o===void 0?"":Ge(o,e.now())})})]})})}var Kr=Array.from({length:ro},(e,t)=>t+1);function Hl({problem:e,isBusy:t,back:n,enterLine:o,take:r}){let[i,s]=ke(Kr.map(()=>"")),[c,u]=ke(!1),f=Ne([]),l=Ne(null),h=b=>{let x=i[b-1]??"";return(x.length===Jt||c)&&!io(b,x)},m=Kr.filter(h);$e(()=>{e!==void 0&&l.current?.focus()},[e]);let p=(b,x)=>{let k=[...i],R=Yc(x),L=b-1;do k[L]=R.slice(0,Jt),R=R.slice(Jt),L+=1;while(R!==""&&L<ro);s(k);let ue=k[L-1]??"";ue.length===Jt&&io(L,ue)&&f.current[L]?.focus()},y=(b,x)=>{b.key==="Backspace"&&(i[x-1]??"")===""&&f.current[x-2]?.focus()},v=b=>{if(b.preventDefault(),t)return;u(!0);let x=Kr.find(k=>!io(k,i[k-1]??""));if(x!==void 0)return f.current[x-1]?.focus();r(i)};return a(M,{id:"code",bar:a(F,{title:d("phone-name"),back:n}),actions:a($,{children:[a("button",{class:"ds-button",type:"submit",form:"typed","aria-disabled":t||void 0,children:d("activation-continue")}),a(E,{kind:"tertiary",onClick:o,children:d("code-line-instead")})]}),children:[a(Z,{children:d("code-title")}),a(D,{children:d("code-lead")}),e!==void 0&&!t&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",ref:l,tabIndex:-1,children:d(e)}),a("form",{id:"typed",class:"groups",noValidate:!0,onSubmit:v,children:Kr.map(b=>a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:`group-${b}`,"data-weight":"medium",children:d("code-group",{number:b})}),a("input",{class:"ds-input ltr group",id:`group-${b}`,ref:x=>{f.current[b-1]=x},value:i[b-1],dir:"ltr",autocomplete:"off",autocapitalize:"characters",spellcheck:!1,"aria-invalid":h(b)||void 0,"aria-describedby":h(b)?"slips":void 0,onInput:x=>p(b,x.currentTarget.value),onKeyDown:x=>y(x,b)})]},b))}),a("p",{class:"ds-validation-message","data-color":"danger",id:"slips",role:"status",children:m.length>0&&d("code-slips",{groups:m.join(", ")})}),t&&a("p",{role:"status",children:d("request-wait")})]})}function Wl({failed:e,again:t,fromLink:n,startOver:o}){if(e===void 0)return a(M,{id:"making",bar:a(F,{title:d("phone-name")}),children:[a(Z,{children:d("making-title")}),a(at,{children:d("making-keys")})]});let{why:r}=e,i=r==="unreachable"||r==="unreached",s=r==="unreachable"?t:r==="unreached"?()=>n(e.activation):o;return a(M,{id:`making-${r}`,bar:a(F,{title:d("phone-name")}),actions:a(E,{onClick:s,children:d(i?"making-again":"making-start-over")}),children:[a(Z,{children:d("making-failed-title")}),a(D,{children:d(fy[r])}),r==="refused"&&a(D,{children:a(ne,{lang:"en",children:e.reason})}),!i&&a(D,{children:d("making-refused-next")})]})}var fy={unreachable:"making-failed",unreached:"making-unreached","link-over":"making-link-over",check:"making-failed-check",refused:"making-refused"};function Vl({enrolled:e,comparison:t,done:n}){let{authentication:o,signature:r}=e.certificates,i=st(Math.min(o.notAfter,r.notAfter));return a(M,{id:"enrolled",bar:a(F,{title:d("phone-name")}),actions:a(E,{onClick:n,children:d("enrolled-done")}),children:[a(Z,{children:d("enrolled-title")}),a(D,{children:d("enrolled-lead",{name:Mn(o),until:i})}),["authentication","signature"].map(s=>a("section",{class:"ds-card stack","data-variant":"tinted",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d(`enrolled-${s}`)}),a(D,{children:d(`enrolled-${s}-text`)}),a(D,{isQuiet:!0,children:d("certificates-until",{until:st(e.certificates[s].notAfter)})})]},s)),a("section",{class:"ds-card stack","data-variant":"tinted","data-color":"brand",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("comparison-title")}),a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:t}),a("span",{class:"ds-sr-only",children:[...t].join(" ")})]}),a(D,{isQuiet:!0,children:d("comparison-text")})]}),a(V,{colour:"info",title:d("enrolled-keep")})]})}var py=(e,t)=>e===null?void 0:le(e,t),hy=O({v:Ae(1n),aud:Ae("relying-party"),session:Ue,relying_party:oo,request_sha256:le,statement_sha256:le,certificate_sha256:le,signatures_sha256:U(me(py,qn)),state:te("completed","refused"),completed_at:Te}),my=(e,t)=>{let n=hy(e,t),o=n.signatures_sha256?.length;if(n.state==="completed"?o===void 0||o===0:o!==void 0)throw new g("signatures_sha256 must be there when completed, and only then");return n},Mr={typ:"sign-receipt+jwt",name:"receipt",longest:8*1024,headerKey:"none",lowerS:!0,read:my};var gy=20,yy=512*1024,wy=163840,by=65536,vy=["completed","refused","expired","cancelled","failed"],xy=te("requested","stated","shown","answered","completed","refused","expired","cancelled","failed"),ky=O({statement:X(Je.longest),phone:U(tt),state:xy,problem:U(De(/^[a-z0-9-]{1,64}$/,"the name of a problem")),ended_at:U(Te),receipt:U(X(Mr.longest))}),_y=O({entries:me(ky,gy),more:_n}),jl={...Je,read:(e,t)=>(Gt(e,t).get("door")==="own"?Rs:Je).read(e,t)};function Gl(e){return _y(ve(e,"the answer"),"the answer")}async function Yl({statement:e,phone:t,state:n,problem:o,ended_at:r,receipt:i},s){let c=await(await Ke.parse(jl,e)).verify(s.statement_key),u=i===void 0?void 0:await Sy(i,c,s),f=c.body.door!=="own"&&(n==="completed"||n==="refused")?n:void 0;if(u?.body.state!==f||r!==void 0!==vy.includes(n))throw new g("state must be what the receipt says, and over exactly when it ended");return{statement:c,phone:t,state:n,problem:o,endedAt:r,receipt:u}}async function Sy(e,{body:t,sha256:n},o){let r=await(await Ke.parse(Mr,e)).verify(o.receipt_key),{body:i}=r;if(t.door==="own")throw new g("relying_party must be there, through the door of one");return G("the receipt's session",i.session,t.session),G("the receipt's relying party",i.relying_party,t.relying_party.id),G("the receipt's request",i.request_sha256,t.request_sha256),G("the receipt's statement",i.statement_sha256,n),G("the receipt's certificate",i.certificate_sha256,t.certificate_sha256),r}async function Zl({statement:e}){return(await Ke.parse(jl,e).catch(()=>{}))?.claims.session}var Ey=O({leaf:X(16*1024),place:En,path:me(le,64)}),Py=O({v:Ae(1n),aud:Ae("verifier"),key_list:X(by),statement:X(Je.longest),request:X(wy),relying_party_chain:U(me(qt,4)),receipt:U(X(Mr.longest)),log:U(O({checkpoint:X(4096),leaves:me(Ey,3)}))});function Jl(e,t){if(e.length>yy)throw new g("the evidence is too long");let n=Py(ve(e,"the evidence"),"the evidence");if(G("the statement of the evidence",n.statement,t.statement.compact),n.receipt!==t.receipt?.compact)throw new g("the receipt of the evidence is another");return n.log!==void 0}async function Ql(e,t){let n=await mo(e.identity.device,{type:"history",after:t},e.now(),e.sign),o=Gl((await e.send("/v1/phone/inquiries",n,bt)).body),r=await Xl(e,o);r.length<o.entries.length&&(await $n(e),r=await Xl(e,o));let i=o.entries.at(-1),s=o.more&&i!==void 0?await Zl(i):void 0;return{entries:r,unacceptable:o.entries.length-r.length,next:s}}async function Xl(e,{entries:t}){let{body:n}=e.acceptedKeyList;return(await Promise.all(t.map(r=>Yl(r,n).catch(()=>{})))).filter(r=>r!==void 0)}async function ef(e,t){let n=await mo(e.identity.device,{type:"evidence",session:t.statement.body.session},e.now(),e.sign),{body:o}=await e.send("/v1/phone/inquiries",n,bt);return{file:o,isProven:Jl(o,t)}}function Fr(e,t,n){let o=URL.createObjectURL(new Blob([e.slice().buffer],{type:n})),r=document.createElement("a");r.href=o,r.download=t,r.click(),setTimeout(()=>URL.revokeObjectURL(o),6e4)}async function Hr(e){e.update({asked:void 0}),await Wr(e)}async function Wr(e){let t=e.asked;e.show({name:"history",isBusy:!0});let{view:n}=e;try{let o=await Ql(e.open,t?.next);e.update({asked:{entries:[...t?.entries??[],...o.entries],unacceptable:(t?.unacceptable??0)+o.unacceptable,next:o.next}}),e.view===n&&e.show({name:"history"})}catch(o){if(wt(o))return $t(e,o);e.view===n&&e.show({name:"history",hasFailed:!0})}}async function tf(e,t){e.show({name:"past",past:t,saving:"busy"});try{let{file:n,isProven:o}=await ef(e.open,t);Fr(H(n),`${t.statement.body.session}.json`,"application/json"),e.show({name:"past",past:t,saving:o?"saved":"unproven"})}catch(n){if(wt(n))return $t(e,n);e.show({name:"past",past:t,saving:n instanceof ge?"offline":"failed"})}}function nf({session:e,isBusy:t,chosen:n,choose:o,differs:r}){let{code:i,purpose:s}=e.statement.body,c=fr(e.statement.body);return i.value===void 0?a(V,{colour:"warning",title:d(s==="signature"?"request-no-code":"request-no-code-authentication")}):a("section",{class:"ds-card","data-variant":"tinted","data-color":"brand",children:[c===void 0?a(Ty,{code:i.value}):a(Oy,{choices:c,isBusy:t,chosen:n,choose:o}),a(E,{kind:"tertiary",isBusy:t,onClick:r,children:d(c===void 0?"request-other-number":"request-none-of-these")})]})}function Ty({code:e}){return a($,{children:[a("p",{class:"ds-paragraph tight",children:d("request-code")}),a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:e}),a("span",{class:"ds-sr-only",children:[...e].join(" ")})]}),a("p",{class:"ds-paragraph quiet tight","data-size":"sm",children:d("request-code-warning")})]})}function Oy({choices:e,isBusy:t,chosen:n,choose:o}){return a("fieldset",{class:"ds-fieldset",id:"choices",children:[a("legend",{class:"ds-label","data-weight":"medium",children:d("request-choose")}),a("p",{class:"ds-paragraph quiet tight","data-size":"sm",children:d("request-choose-warning")}),e.map(r=>a("div",{class:"ds-field",children:[a("input",{class:"ds-input",type:"radio",name:"code",id:`code-${r}`,checked:n===r,disabled:t,onChange:()=>o(r)}),a("label",{class:"ds-label code",for:`code-${r}`,children:[a("span",{"aria-hidden":"true",children:r}),a("span",{class:"ds-sr-only",children:[...r].join(" ")})]})]},r))]})}function of(){let e=document.querySelector("#choices input");e?.focus(),e?.scrollIntoView({block:"center"})}function Us({statement:e,contents:t},n){return vt(e.body.sign)[n]?.document_name??d(t[n]?.type==="text"?"request-document-text":"request-document-unnamed",{number:n+1})}function zs(e){return`${e.slice(0,8)} … ${e.slice(-8)}`}function Vr(e,t){return e.contents[t]?.type==="text"||ao(e,t)!==void 0}function rf(e){let{session:t,choice:n}=e,o=vt(t.statement.body.sign),r=n.signed.filter(Boolean).length;return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("request-documents",{count:o.length})}),a("p",{class:"ds-paragraph quiet",role:"status",children:r===0?d("request-none-left"):d("request-documents-left",{count:r})}),a("ol",{class:"list",children:o.map((i,s)=>a(Ay,{at:s,...e},s))})]})}function Ay({session:e,choice:t,differs:n,isBusy:o,open:r,strike:i,at:s}){let{document_sha256:c,must_open:u}=vt(e.statement.body.sign)[s]??{},f=Us(e,s),l=t.signed[s]===!0;return a("li",{children:[a("span",{children:[a("span",{class:"quiet",children:[d("request-number",{number:s+1})," "]}),a("strong",{style:l?void 0:{textDecoration:"line-through"},children:a(ne,{children:f})}),c!==void 0&&a($,{children:[a("br",{}),a("code",{class:"ltr quiet",children:zs(c)})]}),e.contents[s]?.type==="digest"&&!Vr(e,s)&&a($,{children:[a("br",{}),a("span",{class:"quiet",children:d("request-digest-only-title")})]})]}),a(sf,{isSigned:l,isOpened:t.opened[s]===!0,mustOpen:u===!0,differs:n.has(s)}),Vr(e,s)&&a(E,{kind:"tertiary",isBusy:o,label:`${d("request-open")}: ${f}`,onClick:()=>r(s),children:d("request-open")}),!n.has(s)&&a(E,{kind:"tertiary",isBusy:o,label:`${d(l?"request-strike":"request-put-back")}: ${f}`,onClick:()=>i(s,!l),children:d(l?"request-strike":"request-put-back")})]})}function sf({isSigned:e,isOpened:t,mustOpen:n,differs:o}){let[r,i]=o?["danger","request-differs"]:e?t?["success","request-opened"]:n?["warning","request-must-open"]:[void 0,""]:["neutral","request-struck"];return r===void 0?null:a("span",{class:"ds-tag","data-color":r,children:d(i)})}function af({session:e,choice:t,differs:n,isBusy:o,open:r}){return ao(e,0)===void 0?null:n.has(0)?a(V,{colour:"danger",title:d("read-differs-title"),children:d("read-differs")}):a("p",{class:"row",children:[a(E,{kind:"secondary",isBusy:o,onClick:()=>r(0),children:d("request-read")}),a(sf,{isSigned:!0,isOpened:t.opened[0]===!0,mustOpen:vt(e.statement.body.sign)[0]?.must_open===!0,differs:!1})]})}function cf({title:e,now:t,later:n,goOn:o,refuse:r,...i}){let{session:s,isBusy:c}=i,{body:u}=s.statement,[f,l]=Cy(),[h,m]=ke(),p=fr(u)!==void 0&&h===void 0;return a(M,{id:"request",bar:a(F,{title:e,back:n}),actions:a($,{children:[f&&p?a(E,{kind:"secondary",onClick:of,children:d("request-choose-first")}):f?a(Ry,{...i,goOn:()=>h===void 0||h===u.code.value?o():r("wrong_code")}):a(E,{kind:"secondary",onClick:()=>l.current?.scrollIntoView({block:"end"}),children:d("request-rest")}),a("div",{class:"pair",children:[a(E,{kind:"secondary",isBusy:c,onClick:()=>r("declined"),children:d("request-refuse")}),a(E,{kind:"secondary",colour:"danger",isBusy:c,onClick:()=>r("not_mine"),children:d("request-not-me")})]})]}),children:[a(qy,{session:s}),a(nf,{session:s,isBusy:c,chosen:h,choose:m,differs:()=>r("wrong_code")}),a(By,{...i}),a("div",{class:"end",ref:l}),a($y,{until:u.expires_at,now:t}),a(Ny,{session:s}),c&&a("p",{role:"status",children:d("request-wait")})]})}function Ry({session:e,choice:t,isBusy:n,open:o,goOn:r}){let{purpose:i,sign:s}=e.statement.body,c=t.signed.filter(Boolean).length,[u]=Vi(t,s);return c===0?null:u!==void 0?a(E,{isBusy:n,onClick:()=>o(u),children:t.signed.length===1?d("request-read"):d("request-read-first",{number:u+1})}):a(E,{isBusy:n,onClick:r,children:t.signed.length===1?d(`request-sign-${i}`):d("request-sign-documents",{count:c})})}function Cy(){let e=Ne(null),[t,n]=ke(!1);return $e(()=>{let o=e.current;if(o===null)return;let r=new IntersectionObserver(i=>{i.some(s=>s.isIntersecting)&&n(!0)});return r.observe(o),()=>r.disconnect()},[]),[t,e]}function qy({session:e}){let{relying_party:t,purpose:n,door:o}=e.statement.body,r=o==="native"?d("request-signed-by"):d("request-vouched-by",{door:jr(o)});return a("div",{class:"asker",children:[a("span",{class:"mark","aria-hidden":"true",children:Dr(t.name)}),a("div",{children:[a("h1",{class:"ds-heading","data-size":"sm",children:d(`request-title-${n}`,{name:t.name})}),a("p",{class:"quiet",children:[a("bdi",{class:"ltr",children:t.domain})," · ",r]})]})]})}function jr(e){return d(`door-${e.replaceAll("_","-")}`)}function By(e){let{session:t}=e,{body:n}=t.statement,[o,...r]=t.contents,i=r.length===0,s=nt(n),c=i?s.documents?.[0]?.document_name:void 0,u=n.door==="native"?void 0:jr(n.door);return a($,{children:[s.payment!==void 0&&a("section",{class:"payment",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("request-pay")}),a("p",{class:"amount",children:a("bdi",{children:Un(s.payment)})}),a("p",{class:"tight",children:[d("request-payee")," ",a(ne,{lang:n.display.language,children:s.payment.payee})]})]}),a("dl",{class:"facts",children:[n.purpose==="authentication"&&a(Ye,{name:d("request-purpose"),children:d("request-purpose-authentication",{domain:s.domain})}),c!==void 0&&a(Ye,{name:d("request-document"),children:a("strong",{children:a(ne,{children:c})})}),s.text!==void 0&&a(Ye,{name:d("request-says"),children:a(ne,{lang:n.display.language,children:s.text})}),a(Ye,{name:d("request-country"),children:Qt(n.relying_party.country)})]}),i?a(af,{...e}):a(rf,{...e}),i&&o?.type==="text"&&a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("request-text-title")}),a("pre",{class:"letter",lang:n.display.language,dir:"auto",children:o.text})]}),u!==void 0&&a(V,{colour:"warning",title:d("request-vouched-title"),children:d("request-vouched",{door:u})}),i&&(o?.type==="digest"||o?.type==="heard_digest")&&!Vr(t,0)&&a(V,{colour:"warning",title:d("request-digest-only-title"),children:d("request-digest-only")})]})}function $y({until:e,now:t}){let[n,o]=ke(e-t());$e(()=>{let i=setInterval(()=>o(e-t()),15e3);return()=>clearInterval(i)},[e]);let r=Math.round(n/60);return a("p",{class:"ds-paragraph quiet",children:r<1?d("request-left-little"):d("request-left-minutes",{minutes:r})})}function Ny({session:e}){let{body:t,sha256:n}=e.statement,[o,...r]=nt(t).documents??[];return a(hn,{title:d("request-more"),facts:[[d("request-digest"),o?.document_sha256===void 0||r.length>0?void 0:zs(o.document_sha256)],[d("detail-relying-party"),t.relying_party.id],[d("detail-certificate-of-asker"),t.relying_party.certificate_sha256],[d("detail-signed-digest"),e.digests.map(ae).join(" ")],[d("detail-request"),t.request_sha256],[d("detail-statement"),n],[d("detail-session"),t.session],[d("detail-until"),pn(t.expires_at)]]})}var Iy={signed:"success","logged-in":"info",done:"success",refused:"neutral","not-me":"danger","wrong-code":"danger",expired:"neutral",cancelled:"neutral",failed:"warning",open:"info"};function Ly({statement:{body:e},state:t,problem:n}){switch(t){case"completed":return e.door==="own"?"done":e.purpose==="signature"?"signed":"logged-in";case"refused":return n==="not-mine"?"not-me":n==="wrong-code"?"wrong-code":"refused";case"expired":case"cancelled":case"failed":return t;default:return"open"}}function uf({statement:{body:e}}){return e.door==="own"?void 0:nt(e)}function Dy({past:e}){let{body:t}=e.statement;if(t.door==="own")return a("span",{class:"quiet",children:Ds(t.sign.deed)});let[n,...o]=nt(t).documents??[];return a("span",{class:"quiet",children:[n?.document_name===void 0?d(`purpose-${t.purpose}`):a(ne,{children:n.document_name}),o.length>0&&` ${d("home-more",{count:o.length})}`]})}function df({past:e}){let t=Ly(e);return a("span",{class:"ds-tag","data-color":Iy[t],children:d(`outcome-${t}`)})}function lf({app:e,isBusy:t,hasFailed:n,back:o}){let{asked:r}=e;return a(M,{id:"history",bar:a(F,{title:d("phone-name"),back:o}),children:[a(Z,{children:d("history-title")}),a(D,{children:d("history-lead")}),r!==void 0&&r.unacceptable>0&&a(V,{colour:"danger",title:d("history-unacceptable-title",{count:r.unacceptable}),isLive:!0,children:d("history-unacceptable")}),r!==void 0&&r.entries.length===0&&r.unacceptable===0&&a("p",{class:"ds-paragraph quiet",children:d("history-empty")}),r!==void 0&&r.entries.length>0&&a("ul",{class:"list",children:r.entries.map(i=>a(Uy,{app:e,past:i},i.statement.body.session))}),t&&a(at,{children:d("history-loading")}),n&&a($,{children:[a(V,{colour:"warning",title:d("history-failed-title"),isLive:!0,children:d("history-failed")}),a(E,{kind:"secondary",onClick:()=>{r===void 0?Hr(e):Wr(e)},children:d("result-try-again")})]}),!t&&!n&&r?.next!==void 0&&a(E,{kind:"secondary",onClick:()=>{Wr(e)},children:d("history-more")}),a(D,{isQuiet:!0,children:d("history-missing")})]})}function Uy({app:e,past:t}){let{body:n}=t.statement,o=uf(t)?.name??d("history-own");return a("li",{children:[a("span",{children:[a("strong",{children:a(ne,{children:o})}),a("br",{}),a(Dy,{past:t}),a("br",{}),a("time",{class:"quiet",dateTime:pn(n.issued_at),children:Ge(n.issued_at,e.now())})]}),a(df,{past:t}),a(E,{kind:"tertiary",label:`${d("home-look")}: ${o}, ${Ge(n.issued_at,e.now())}`,onClick:()=>e.show({name:"past",past:t}),children:d("home-look")})]})}function ff({app:e,view:{past:t,saving:n},keep:o,back:r}){let{body:i,sha256:s}=t.statement,c=uf(t);return a(M,{id:"past",bar:a(F,{title:d("phone-name"),back:r}),actions:a(E,{kind:"secondary",isBusy:n==="busy",onClick:o,children:d("past-save")}),children:[a(Z,{children:a(ne,{children:c?.name??d("history-own")})}),a("p",{children:a(df,{past:t})}),n!==void 0&&n!=="busy"&&a(V,{colour:n==="saved"?"success":"warning",title:d(`past-${n}-title`),isLive:!0,children:d(`past-${n}`)}),a("dl",{class:"facts",children:[i.door!=="own"&&a(Ye,{name:d("past-asker"),children:[a("bdi",{class:"ltr",children:i.relying_party.domain}),", ",Qt(i.relying_party.country)," ·"," ",i.door==="native"?d("request-signed-by"):d("request-vouched-by",{door:jr(i.door)})]}),a(Ye,{name:d("past-for"),children:i.door==="own"?Ds(i.sign.deed):d(`purpose-${i.purpose}`)}),c?.payment!==void 0&&a(Ye,{name:d("request-pay"),children:[a("bdi",{children:Un(c.payment)}),", ",a(ne,{children:c.payment.payee})]}),c?.text!==void 0&&a(Ye,{name:d("request-says"),children:a(ne,{lang:i.door==="own"?void 0:i.display.language,children:c.text})}),(c?.documents??[]).map(({document_name:u},f)=>u===void 0?null:a(Ye,{name:d("request-document"),children:a(ne,{children:u})},f)),a(Ye,{name:d("past-phone"),children:i.device===e.open.identity.device?d("keys-this"):t.phone===void 0?d("past-other-phone"):a(ne,{children:t.phone})}),a(Ye,{name:d("past-asked"),children:Ge(i.issued_at,e.now())}),t.endedAt!==void 0&&a(Ye,{name:d("past-ended"),children:Ge(t.endedAt,e.now())})]}),a(D,{isQuiet:!0,children:d("past-save-text")}),a(hn,{title:d("details-for-specialists"),facts:[[d("detail-session"),i.session],[d("detail-request"),i.request_sha256],[d("detail-statement"),s],[d("past-receipt"),t.receipt?.sha256],[d("past-certificate"),i.certificate_sha256],[d("past-device"),i.device]]})]})}var zy={signed:"success","logged-in":"info",refused:"neutral","not-me":"danger","wrong-code":"danger"};function pf({app:e,look:t,redraw:n}){let{certificates:o}=e.open.identity,r=Math.min(o.authentication.notAfter,o.signature.notAfter),i=r<e.now(),s=Qt(e.open.acceptedKeyList.body.country);return a(M,{id:"home",bar:a(fo,{title:s,redraw:n}),children:[a("section",{class:"ds-card stack","data-variant":"tinted",children:[a(Z,{children:a(ne,{children:Mn(o.authentication)})}),a("p",{class:"ds-paragraph",children:d(i?"home-ended":"home-lead",{until:st(r)})})]}),e.kept!==void 0&&go(e.kept)&&a(V,{colour:"info",title:d("keys-frozen-title"),isLive:!0,children:d("keys-frozen")}),a(Al,{app:e}),a(My,{app:e}),a(Fy,{app:e,look:t}),a(Id,{app:e}),a(Ky,{app:e}),a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"xs",children:d("home-past-title")}),a(Hy,{past:e.open.state.past,now:e.now()})]})]})}function Ky({app:e}){return a("nav",{class:"stack","aria-labelledby":"mine",children:[a("h2",{class:"ds-heading","data-size":"xs",id:"mine",children:d("mine-title")}),a(E,{kind:"secondary",onClick:()=>{Hr(e)},children:d("history-title")}),a(E,{kind:"secondary",onClick:()=>{Nt(e)},children:d("keys-title")}),a(E,{kind:"secondary",onClick:()=>e.show({name:"certificates"}),children:d("home-certificates")})]})}function My({app:{troubles:e,isKept:t}}){return a($,{children:[e.isOffline&&a(V,{colour:"warning",title:d("home-offline-title"),isLive:!0,children:d("home-offline")}),e.hasWrongClock&&a(V,{colour:"danger",title:d("home-clock-title"),isLive:!0,children:d("home-clock")}),e.unacceptable>0&&a(V,{colour:"danger",title:d("home-unacceptable-title"),isLive:!0,children:d("home-unacceptable")}),!t&&a(V,{colour:"info",title:d("home-keep-title"),children:d("home-keep")})]})}function Fy({app:e,look:t}){let{waiting:n,troubles:o}=e;return n.length===0?o.isOffline||o.hasWrongClock?null:a(V,{colour:"success",title:d("home-nothing-title"),isLive:!0,children:d("home-nothing")}):a("section",{role:"status",children:[a("h2",{class:"ds-heading","data-size":"xs",children:d("home-waiting-title",{count:n.length})}),a("ul",{class:"list",children:n.map(r=>{let{body:i}=r.statement,s=nt(i),[c,...u]=s.documents??[];return a("li",{children:[a("span",{children:[a("strong",{children:a(ne,{children:s.name})}),a("br",{}),a(hf,{name:c?.document_name,more:u.length,purpose:i.purpose})]}),a(E,{label:`${d("home-look")}: ${s.name}`,onClick:()=>t(r),children:d("home-look")})]},i.session)})})]})}function hf({name:e,more:t,purpose:n}){return a("span",{class:"quiet",children:[e===void 0?d(`purpose-${n}`):a(ne,{children:e}),t>0&&` ${d("home-more",{count:t})}`]})}function Hy({past:e,now:t}){return e.length===0?a("p",{class:"ds-paragraph quiet tight",children:d("home-past-empty")}):a("ul",{class:"list",children:e.map(n=>a("li",{children:[a("span",{children:[a("strong",{children:a(ne,{children:n.name})}),a("br",{}),a(hf,{name:n.document,more:n.more??0,purpose:n.purpose})]}),a("span",{class:"ds-tag","data-color":zy[n.outcome],children:d(`outcome-${n.outcome}`)}),a("time",{class:"quiet",dateTime:new Date(n.at*1e3).toISOString(),children:Ge(n.at,t)})]},`${n.at} ${n.name}`))})}function mf({isBusy:e,hasFailed:t,back:n,protect:o,without:r}){return a(M,{id:"protect",bar:a(F,{title:d("phone-name"),back:n}),actions:a($,{children:[a(E,{isBusy:e,onClick:o,children:d("protect-with")}),a(E,{kind:"secondary",isBusy:e,onClick:r,children:d("protect-without")})]}),children:[a(Z,{children:d("protect-title")}),t&&a(V,{colour:"warning",title:d("protect-failed-title"),isLive:!0,children:d("protect-failed")}),a(D,{children:d("protect-lead")}),a(D,{children:d("protect-lost")}),a(D,{isQuiet:!0,children:d("protect-pins")}),e&&a("p",{role:"status",children:d("protect-wait")})]})}function yf({session:e,at:t,found:n,again:o,back:r,isShown:i}){let s=Us(e,t),c=n?.type==="unreached";return a(M,{id:`read-${n?.type??"waiting"}`,bar:a(F,{title:d("read-title"),back:r}),actions:a($,{children:[c&&a(E,{onClick:o,children:d("result-try-again")}),a(E,{kind:c?"secondary":"primary",onClick:r,children:d("read-back")})]}),children:[a(Z,{size:"xs",children:a(ne,{children:s})}),a(Wy,{found:n,name:s,lang:e.statement.body.display.language,isShown:i})]})}function Wy({found:e,name:t,lang:n,isShown:o}){switch(e?.type){case void 0:return a(at,{children:d("read-waiting")});case"unreached":return a(V,{colour:"warning",title:d("read-unreached-title"),isLive:!0,children:d("read-unreached")});case"differs":return a(V,{colour:"danger",title:d("read-differs-title"),isLive:!0,children:d("read-differs")});case"text":return a($,{children:[a(Ks,{}),a("pre",{class:"letter",lang:n,dir:"auto",children:e.text})]});case"pdf":return a($,{children:[a(Ks,{}),a(Vy,{file:e.file,name:t,isShown:o}),a(gf,{file:e.file,name:t,type:"application/pdf"})]});case"other":return a($,{children:[a(Ks,{}),a("p",{class:"ds-paragraph",children:d("read-other")}),a(gf,{file:e.file,name:t,type:"application/octet-stream",taken:o})]})}}function Ks(){return a("p",{class:"ds-paragraph quiet",children:d("read-exact")})}function Vy({file:e,name:t,isShown:n}){let o=Ne(null),[r,i]=ke(!1);return $e(()=>{let s=Es("/reader.html");return s.title=t,s.style.cssText="inline-size: 100%; block-size: 70vh; border: 0; display: block;",s.addEventListener("load",()=>{let c=e.slice().buffer,u=Ps(s,{file:c,lang:fn(),page:d("read-page")},[c]);u.onmessage=({data:f})=>f==="shown"?n():i(!0)}),o.current?.append(s),()=>s.remove()},[e]),a($,{children:[r&&a(V,{colour:"warning",title:d("read-broken-title"),isLive:!0,children:d("read-other")}),a("div",{ref:o})]})}function gf({file:e,name:t,type:n,taken:o}){return a(E,{kind:"secondary",onClick:()=>{Fr(e,t,n),o?.()},children:d("read-save")})}var jy={signed:"success","logged-in":"success",refused:"info","not-me":"info","wrong-code":"info",late:"warning",gone:"warning",elsewhere:"danger",unsure:"warning",offline:"warning","lock-shut":"warning",locked:"danger",many:"danger",failed:"danger"};function wf({result:e,app:t,again:n,freeze:o,done:r}){let{ending:i,session:s}=e,c=s.statement.body.expires_at<=t.now(),u=i==="not-me"||i==="elsewhere"||i==="wrong-code";return a(M,{id:`result-${i}`,bar:a(F,{title:d("phone-name")}),actions:(i==="offline"||i==="lock-shut")&&!c?a($,{children:[a(E,{onClick:n,children:d("result-try-again")}),a(E,{kind:"secondary",onClick:r,children:d("result-done")})]}):a($,{children:[a(E,{onClick:r,children:d("result-done")}),u&&a(E,{kind:"secondary",colour:"danger",onClick:o,children:d("keys-freeze")})]}),children:[a("div",{class:"ds-alert","data-color":jy[i],children:[a("h1",{class:"ds-heading","data-size":"xs",children:d(`result-${i}-title`)}),a("p",{class:"ds-paragraph",children:Gy(e,t)}),e.reason!==void 0&&a("p",{class:"ds-paragraph",children:a(ne,{lang:"en",children:e.reason})})]}),u&&a(D,{children:d("result-freeze")}),e.wrongPins!==void 0&&a(Yy,{wrongPins:e.wrongPins})]})}function Gy({ending:e,session:t,reason:n,until:o},r){let{name:i}=t.statement.body.relying_party;return e==="failed"?n===void 0?d("result-failed-plain"):d("result-failed"):e==="locked"?d("result-locked",{until:o===void 0?"":Ge(o,r.now())}):d(`result-${e}`,{name:i})}function Yy({wrongPins:e}){return a($,{children:An.map(t=>{let{since_last_use:n,last_30_days:o}=e[t];return n===0?null:a(V,{colour:"warning",title:d("result-wrong-pins",{count:n,pin:d(`pin-${t}`)}),children:d("result-wrong-pins-month",{count:o})},t)})})}function bf({why:e,act:t}){let n=e==="tab"?"halted-tab-take":"halted-again";return a(M,{id:`halted-${e}`,bar:a(F,{title:d("phone-name")}),actions:t===void 0?void 0:a(E,{onClick:t,children:d(n)}),children:[a("h1",{class:"ds-heading","data-size":"sm",children:d(`halted-${e}-title`)}),a(D,{children:d(`halted-${e}`)})]})}var Zy="/qr-decoder.js";function Ms(){return navigator.mediaDevices?.getUserMedia!==void 0}async function*vf(e,t){let n=await navigator.mediaDevices.getUserMedia({video:{facingMode:"environment"},audio:!1});try{let o=await import(Zy);for(e.srcObject=n,await e.play();!t.aborted;){let r=o.read(Jy(e));r!==void 0&&(yield r),await new Promise(i=>setTimeout(i,150))}}finally{for(let o of n.getTracks())o.stop()}}function Jy(e){let t=Math.min(1,640/Math.max(e.videoWidth,e.videoHeight)),n=document.createElement("canvas");[n.width,n.height]=[Math.round(e.videoWidth*t),Math.round(e.videoHeight*t)];let o=n.getContext("2d",{willReadFrequently:!0});if(o===null)throw new Error("this browser gives no picture of its camera");return o.drawImage(e,0,0,n.width,n.height),o.getImageData(0,0,n.width,n.height)}function xf({take:e,enterLine:t,back:n}){let o=Ne(null),[r,i]=ke("asking"),[s,c]=ke(0);$e(()=>{let{current:l}=o;if(l===null)return;let h=new AbortController;return l.onplaying=()=>i("looking"),(async()=>{for await(let p of vf(l,h.signal)){if(h.signal.aborted||e(p))return;i("other")}})().catch(()=>{h.signal.aborted||i("refused")}),()=>h.abort()},[s]);let u=()=>{i("asking"),c(s+1)},f=a(E,{kind:r==="refused"?"primary":"secondary",onClick:t,children:d("start-enter")});return a(M,{id:r==="refused"?"scan-refused":"scan",bar:a(F,{title:d("phone-name"),back:n}),actions:a($,{children:[f,r==="refused"&&a(E,{kind:"secondary",onClick:u,children:d("scan-again")})]}),children:[a(Z,{children:d(r==="refused"?"scan-refused-title":"scan-title")}),r==="refused"?a(D,{children:d("scan-refused")}):a(D,{children:d("scan-lead")}),a("p",{class:"ds-paragraph",role:"status",hidden:r!=="asking",children:r==="asking"?d("scan-asking"):""}),r==="other"&&a(V,{colour:"warning",title:d("scan-other-title"),isLive:!0,children:d("scan-other")}),a("video",{class:"camera",ref:o,hidden:r==="refused",muted:!0,playsInline:!0,"aria-label":d("scan-picture")})]})}function kf({scan:e,enterCode:t,enterLine:n,redraw:o}){return a(M,{id:"start",bar:a(fo,{title:d("phone-name"),redraw:o}),actions:a($,{children:[Ms()&&a(E,{onClick:e,children:d("start-scan")}),a(E,{kind:Ms()?"secondary":"primary",onClick:t,children:d("start-code")}),a(E,{kind:"tertiary",onClick:n,children:d("start-enter")})]}),children:[a(Z,{children:d("start-title")}),a(D,{children:d("start-lead")}),a(D,{children:d("start-needs")}),a(D,{isQuiet:!0,children:d("start-once")})]})}function _f({problem:e,back:t,take:n}){let o=Ne(null),r=Ne(null);$e(()=>{e!==void 0&&r.current?.focus()},[e]);let i=c=>{c.preventDefault(),n(o.current?.value??"")},s=c=>{c.preventDefault(),o.current?.focus()};return a(M,{id:"activation",bar:a(F,{title:d("phone-name"),back:t}),actions:a("button",{class:"ds-button",type:"submit",form:"line",children:d("activation-continue")}),children:[e!==void 0&&a("div",{class:"ds-error-summary",ref:r,tabIndex:-1,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:d("errors-title")}),a("ul",{class:"ds-list",children:a("li",{children:a("a",{class:"ds-link","data-color":"neutral",href:"#activation",onClick:s,children:d(e)})})})]}),a(Z,{children:d("activation-title")}),a("form",{id:"line",noValidate:!0,onSubmit:i,children:a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:"activation","data-weight":"medium",children:d("activation-label")}),a("p",{"data-field":"description",id:"activation-help",children:d("activation-help")}),a("textarea",{class:"ds-input ltr",id:"activation",ref:o,rows:6,dir:"ltr",autocomplete:"off",autocapitalize:"none",spellcheck:!1,"aria-invalid":e!==void 0||void 0,"aria-describedby":e===void 0?"activation-help":"activation-help activation-problem"}),e!==void 0&&a("p",{class:"ds-validation-message","data-color":"danger",id:"activation-problem",children:d(e)})]})})]})}function Sf({activation:e,begin:t,redraw:n}){return a(M,{id:"activation-found",bar:a(fo,{title:d("phone-name"),redraw:n}),actions:a(E,{onClick:t,children:d("activation-begin")}),children:[a(Z,{children:d("activation-found-title")}),a(D,{children:d("activation-found",{host:new URL(e.baseUrl).host})}),a(D,{isQuiet:!0,children:d("start-needs")})]})}function Ef({app:e,redraw:t,take:n}){let{view:o}=e,r=()=>e.show({name:"home"});switch(o.name){case"opening":return a(M,{id:"opening",bar:a(F,{title:d("phone-name")}),children:a(at,{children:d("phone-opening")})});case"start":return a(kf,{scan:()=>e.show({name:"scan"}),enterCode:()=>e.show({name:"code"}),enterLine:()=>e.show({name:"activation"}),redraw:t});case"scan":return a(xf,{take:i=>xs(e,i),enterLine:()=>e.show({name:"activation"}),back:()=>e.show({name:"start"})});case"activation":return a(_f,{problem:o.problem,back:()=>e.show({name:"start"}),take:i=>Ar(e,i)});case"code":return a(Hl,{problem:o.problem,isBusy:o.isBusy===!0,back:()=>e.show({name:"start"}),enterLine:()=>e.show({name:"activation"}),take:i=>{zd(e,i)}});case"activation-found":return a(Sf,{activation:o.activation,begin:()=>ks(e,o.activation),redraw:t});case"choose":return a(tw,{app:e,view:o});case"protect":{let{activation:i,pins:s}=o,c=()=>{for(let u of Object.values(s))u.fill(0);e.show({name:"activation-found",activation:i})};return a(mf,{isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:c,protect:()=>{Md(e,i,s)},without:()=>{Rr(e,i,s)}})}case"making":return a(Wl,{failed:o.failed,again:()=>{Fd(e)},fromLink:i=>e.show({name:"activation-found",activation:i}),startOver:()=>{_s(e)}});case"enrolled":return a(Vl,{enrolled:o.enrolled,comparison:o.comparison,done:r});case"home":return a(pf,{app:e,look:i=>Cr(e,i),redraw:t});case"keys":return a(Ul,{app:e,isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:r});case"change-pin":return a(Dl,{app:e,view:o,back:()=>e.show({name:"keys"})});case"add-phone":return a(Ol,{app:e,view:o,back:()=>{Nt(e)}});case"history":return a(lf,{app:e,isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:r});case"past":return a(ff,{app:e,view:o,keep:()=>{tf(e,o.past)},back:()=>e.show({name:"history"})});case"wishing":return a(Kl,{});case"grant":{let{wish:i,given:s={}}=o;return a(Ml,{app:e,wish:i,isBusy:o.isBusy===!0,wrong:o.wrong,back:()=>Xy(e,s),enter:c=>{Sl(e,i,c,s)}})}case"done":return a(Fl,{app:e,view:o,again:()=>Qy(e,o.deed),back:()=>{Nt(e)}});case"certificates":return a(Rl,{app:e,back:r});case"request":{let i=Qt(e.open.acceptedKeyList.body.country),{session:s}=o,{choice:c,differs:u}=e.choiceOf(s);return a(cf,{session:s,choice:c,differs:u,open:f=>{Ss(e,s,f)},strike:(f,l)=>e.strike(s,f,l),title:i,isBusy:o.isBusy===!0,now:()=>e.now(),later:r,goOn:()=>e.show({name:"pin",session:s}),refuse:f=>{Wd(e,s,f)}})}case"read":{let{session:i,at:s}=o;return a(yf,{app:e,session:i,at:s,found:o.found,again:()=>{Ss(e,i,s)},back:()=>e.show({name:"request",session:i}),isShown:()=>e.noteRead(i,s,!0)})}case"pin":{let{session:i}=o,{signed:s}=e.choiceOf(i).choice,c=s.length===1?void 0:s.filter(Boolean).length;return a(zl,{session:i,count:c,hasLock:e.open.state.lock!==void 0,isBusy:o.isBusy===!0,wrong:o.wrong,back:()=>e.show({name:"request",session:i}),enter:u=>{Vd(e,i,u)}})}case"result":return a(wf,{result:o,app:e,freeze:()=>{ut(e,{type:"freeze"})},again:()=>e.show({name:"request",session:o.session}),done:r});case"halted":return a(bf,{why:o.why,act:ew(o.why,n,()=>{_s(e)})})}}function Xy(e,{newPin:t,activation:n}){t?.wrapPart.fill(0),n?.secret.fill(0),e.show({name:"keys"})}function Qy(e,t){if(t.type==="change_pin")return $s(e,t.purpose);if(t.type==="activate")return void Lr(e);ut(e,t)}function ew(e,t,n){return e==="tab"?t:["blocked","ended","copied","exhausted"].includes(e)?n:void 0}function tw({app:e,view:t}){let{activation:n,purpose:o,before:r,first:i}=t,s=r===void 0?{}:{before:r},c=()=>{for(let u of[i,r])u?.fill(0);e.show({name:"activation-found",activation:n})};return i===void 0?a(Ur,{purpose:o,before:r,differs:t.differs===!0,back:c,chosen:u=>e.show({name:"choose",activation:n,purpose:o,first:u,...s})},o):a(zr,{purpose:o,first:i,back:c,done:u=>Kd(e,n,o,i,r,u)},`${o} again`)}var nw=3e4,ow=5e3,rw=6e4,Gr=class{constructor(t){this.milliseconds=t}milliseconds;parts;of;began=0;deafUntil=0;text="";async hears(t,n,o){if(this.of!==t)return this.close(),this.of=t,!0;if(this.milliseconds()<this.deafUntil)return!1;for(this.parts??=await this.open(t,n);;){let{done:r,value:i}=await this.parts.next();if(r===!0)return this.ended(n);this.text+=i;let s=this.text.split(`

`);if(this.text=s.pop()??"",!t.isNew&&t.state.answered.some(({outstanding:u})=>u!==void 0)||!o()||s.includes("data: waits"))return!0}}close(){this.parts?.return?.(),[this.parts,this.text]=[void 0,""]}async open(t,n){this.began=this.milliseconds();let o=[...t.known.keys()].slice(-Nn),r=await so(t.identity.device,t.now(),0,o,t.sign),i={baseUrl:t.state.baseUrl,path:"/v1/phone/events",body:r,patience:nw,signal:n};return t.environment.events(i)[Symbol.asyncIterator]()}ended({aborted:t}){this.close();let n=this.milliseconds(),o=!t&&n-this.began<ow;return o&&(this.deafUntil=n+rw),!o}};var iw=25,sw=3e4,bo=1e3,aw=6e5,cw=4e3;async function Tf(e){let t=new Gr(()=>performance.now()),n=bo;for(;;){await Af();let{phone:o}=e;if(o?.enrolled===void 0||e.view.name==="halted"){await Yr(bo);continue}try{await uw(e,o,t),n=bo}catch(r){if(e.phone!==o||document.hidden)continue;if(wt(r)){$t(e,r);continue}e.update({troubles:{isOffline:r instanceof ge,hasWrongClock:Qn(r)===W.pollTimes}}),await Promise.race([Yr(n),pw()]),n=Math.min(2*n,sw)}}}async function uw(e,t,n){let o=Date.now(),r=e.troubles.isOffline||e.troubles.hasWrongClock;await as(t);let i=hw(),s=r||await n.hears(t,i,()=>e.phone===t);await as(t);let{sessions:c,unacceptable:u}=await bu(t,s?0:iw,i);if(e.phone!==t)return;let f=c.length>0?0:e.troubles.unacceptable+u.length;e.update({troubles:{isOffline:!1,hasWrongClock:!1,unacceptable:f}}),dw(e,c),Iu().catch(()=>{}),(e.askedAt===void 0||o-e.askedAt>aw)&&(e.askedAt=o,yo(e)),c.length===0&&!r&&Date.now()-o<bo&&await Yr(bo)}function dw(e,t){if(t.length===0)return;e.update({waiting:[...e.waiting,...t]});let[n,...o]=e.waiting;e.view.name==="home"&&n!==void 0&&o.length===0&&Cr(e,n)}async function Of(e){for(;;){await Yr(cw),await Af();for(let i of e.waiting)Pf(e,i)&&!lw(e,i)&&qr(e,i);let{view:t}=e;if(!(t.name==="read"||(t.name==="request"||t.name==="pin")&&t.isBusy!==!0))continue;let{session:o}=t,r=Pf(e,o)?"late":await fw(e,o)?"gone":void 0;r===void 0||e.view!==t||(qr(e,o),e.show({name:"result",session:o,ending:r}))}}function Pf(e,{statement:t}){return t.body.expires_at<=e.now()}function lw({view:e},t){return"session"in e&&e.session===t}async function fw(e,{statement:t}){try{return!await xu(e.open,t.body.session)}catch{return!1}}function Yr(e){return new Promise(t=>setTimeout(t,e))}function pw(){return new Promise(e=>{addEventListener("online",()=>e(),{once:!0})})}function Af(){return document.hidden?new Promise(e=>{document.addEventListener("visibilitychange",()=>e(),{once:!0})}):Promise.resolve()}function hw(){let e=new AbortController;return document.addEventListener("visibilitychange",()=>e.abort(),{once:!0}),e.signal}var mw="greatseal-phone",Fs="phone",Hs="state";async function Cf(){let e=indexedDB.open(mw,1);e.onupgradeneeded=()=>e.result.createObjectStore(Fs);let t=await Rf(e,"opened"),n=o=>{let r=t.transaction(Fs,o,{durability:"strict"});return{store:r.objectStore(Fs),committed:yw(r)}};return{async read(){let{store:o,committed:r}=n("readonly"),i=await Rf(o.get(Hs),"read");if(await r,i!==void 0){if(!gw(i))throw new Pn("the phone's state is of another version");return i}},async write(o){let{store:r,committed:i}=n("readwrite");r.put(o,Hs),await i},async clear(){let{store:o,committed:r}=n("readwrite");o.delete(Hs),await r}}}function gw(e){return typeof e=="object"&&e!==null&&"version"in e&&e.version===1}function Rf(e,t){return new Promise((n,o)=>{e.onsuccess=()=>n(e.result),e.onerror=()=>o(new Pn(`the phone's state cannot be ${t}: ${e.error?.name??"unknown"}`))})}function yw(e){return new Promise((t,n)=>{let o=()=>n(new Pn(`the phone's state cannot be kept: ${e.error?.name??"unknown"}`));e.oncomplete=()=>t(),e.onerror=o,e.onabort=o})}var $f=32,ww=[-7,-257],Nf={async isThere(){return!("PublicKeyCredential"in self)||/^[0-9.]+$|^\[/.test(location.hostname)?!1:(await PublicKeyCredential.getClientCapabilities?.())?.["extension:prf"]===!0&&await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()},async make(e){let t=Ie($f),n=await qf(navigator.credentials.create({publicKey:{rp:{name:e},user:{id:Ie(16),name:e,displayName:e},challenge:Ie(32),pubKeyCredParams:ww.map(i=>({type:"public-key",alg:i})),authenticatorSelection:{authenticatorAttachment:"platform",residentKey:"required",userVerification:"required"},extensions:{prf:{eval:{first:t}}}}})),{prf:o}=n.getClientExtensionResults();if(o?.enabled!==!0)throw new pt("the authenticator keeps no secrets");let r={credential:new Uint8Array(n.rawId),input:t};return{lock:r,secret:o.results===void 0?await this.secretOf(r):Bf(o.results)}},async secretOf({credential:e,input:t}){let n=await qf(navigator.credentials.get({publicKey:{challenge:Ie(32),allowCredentials:[{type:"public-key",id:e}],userVerification:"required",extensions:{prf:{eval:{first:t}}}}}));return Bf(n.getClientExtensionResults().prf?.results)}};async function qf(e){let t=await e.catch(n=>{throw new pt(`the lock was not opened: ${n instanceof Error?n.name:"unknown"}`)});if(!(t instanceof PublicKeyCredential))throw new pt("the lock gave no credential");return t}function Bf(e){let t=e?.first;if(!(t instanceof ArrayBuffer)||t.byteLength!==$f)throw new pt("the authenticator gave no secret");return new Uint8Array(t)}var bw="greatseal-phone";function If(e){return new Promise(t=>{let n=()=>{},o=new Promise(s=>{n=s}),r=e?{steal:!0}:{ifAvailable:!0};navigator.locks.request(bw,r,s=>(t(s===null?void 0:{lost:o}),s===null?void 0:new Promise(()=>{}))).catch(n)})}var vw=1e3,be=new mr;function Ws(){let e=document.getElementById("phone");e!==null&&(Ud(),ia(a(Ef,{app:be,redraw:Ws,take:()=>{Lf(!0)}}),e))}function xw(){return isSecureContext&&"subtle"in crypto&&"locks"in navigator&&"indexedDB"in self&&"any"in AbortSignal&&"DisplayNames"in Intl}async function Lf(e){let t=await If(e);if(t===void 0)return be.show({name:"halted",why:"tab"});_w(t);let n;try{n=await Cf()}catch{return be.show({name:"halted",why:"storage"})}try{be.phone=await ur.open({door:ac,events:cc,storage:n,deviceLock:Nf,address:sc,fetching:Gd,now:()=>be.now(),pause:vw})}catch{return be.show({name:"halted",why:"damaged"})}be.update({waiting:[]}),Df(),Or(be),navigator.storage?.persist?.().then(o=>be.update({isKept:o}))}function Df(){let e=kw();if(be.phone?.enrolled!==void 0)return be.show({name:"home"});if(be.phone?.hasOutstandingEnrolment===!0)return be.show({name:"making",failed:{why:"unreachable"}});if(e!==void 0)return Ar(be,e);be.show({name:"start"})}function kw(){let e=location.hash.slice(1);if(e!=="")return history.replaceState(null,"",location.pathname),e}async function _w(e){await e.lost,be.phone=void 0,be.show({name:"halted",why:"tab"})}async function Sw(){let e=window.trustedTypes?.createPolicy("worker",{createScriptURL:()=>"/service-worker.js"}),t=e===void 0?"/service-worker.js":e.createScriptURL("");await navigator.serviceWorker?.register(t,{updateViaCache:"none"})}document.addEventListener("securitypolicyviolation",({effectiveDirective:e})=>{e==="connect-src"&&(be.isForbidden=!0)});await ld();Er(hd());be.whenChanged(Ws);document.getElementById("phone")?.replaceChildren();Ws();xw()?(Lf(!1),Tf(be),Of(be)):be.show({name:"halted",why:"old"});addEventListener("hashchange",()=>{be.phone?.isNew===!0&&["start","scan","code","activation","activation-found"].includes(be.view.name)&&Df()});Sw().catch(()=>{});
