var ae,ca,yp,Dt,si,Oo,da,So,ua,ci,ai,gp,jn=Symbol.for("pv"),Ao={},Ro=[],wp=/^m(i|n|o|s|text|space)$/,di=Array.isArray,la=Ro.slice,nn=Object.assign;function tn(e){e&&e.parentNode&&e.remove()}function Eo(e,t,n,o,r){var i={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:jn,__v:r||++ca,__i:-1,__u:0};return!r&&ae.vnode&&ae.vnode(i),i}function C(e){return e.children}function Po(e,t){this.props=e,this.context=t,this.__g=0}function zt(e,t){if(t==null)return e.__&&zt(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:zt(e)}function bp(e){var t,n=e.__v,o=n.__e,r=[],i=[],s=e.__P;s&&((t=nn({constructor:jn},n)).__v=n.__v+1,ae.vnode&&ae.vnode(t),ui(s,t,n,e.__n,s.namespaceURI,32&n.__u?[o]:null,r,o||zt(n),32&n.__u,i),t.__v=n.__v,t.__.__k[t.__i]=t,ga(r,t,i),n.__=n.__e=null,t.__e!=o&&fa(t))}function fa(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),fa(e)}function sa(e){(8&e.__g||(e.__g|=8,Dt.push(e),Oo++))&&si==ae.debounceRendering||((si=ae.debounceRendering)||queueMicrotask)(pa)}function pa(){try{for(var e,t=1;Dt.length;)Dt.length>t&&Dt.sort(da),e=Dt.shift(),t=Dt.length,8&e.__g&&bp(e)}finally{(Oo=Dt.length)&&(si||queueMicrotask)(pa)}}function ha(e,t,n,o,r,i,s,c,d,l,f){var m,h,p,g,v,b,k=o.__k||Ro,x=t.length;for(d=vp(n,t,k,d,x),m=0;m<x;m++)(p=n.__k[m])!=null&&(h=~p.__i&&k[p.__i]||Ao,p.__i=m,b=ui(e,p,h,r,i,s,c,d,l,f),g=p.__e,(h.ref!=p.ref||8&h.__u)&&(h.ref&&li(h.ref,null,p,h),p.ref&&f.push(p.ref,p.__c||g,p)),v=v||g,4&p.__u?(d=ma(p,d,e,!h.__v),h.__e&&(h.__e=null)):typeof p.type=="function"&&b!==void 0?d=b:g&&(d=g.nextSibling),p.__u&=-21);return n.__e=v,d}function vp(e,t,n,o,r){var i,s,c,d,l,f,m,h,p,g=n.length,v=g,b=0,k=0,x=e.__k=Array(r);for(i=0;i<r;i++)(s=t[i])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=x[i]=Eo(null,s):di(s)?s=x[i]=Eo(C,{children:s}):s.constructor===jn&&s.__b?s=x[i]=Eo(s.type,s.props,s.key,s.ref,s.__v):x[i]=s,d=i+b,s.__=e,s.__b=e.__b+1,c=null,~(l=s.__i=kp(s,n,d,v))&&(v--,(c=n[l])&&(c.__u|=2)),c&&c.__v?(s.__u|=16,l==d-1?b--:l==d+1?b++:l!=d&&(l>d?b--:b++,k=1)):(~l||(r>g?b--:r<g&&b++),typeof s.type!="function"&&(s.__u|=4))):x[i]=null;if(k){for(f=[],m=[],i=0;i<r;i++)if((s=x[i])&&16&s.__u){for(b=0,h=f.length;b<h;)f[p=b+h>>1]<s.__i?b=p+1:h=p;f[b]=s.__i,m[i]=b+1}for(b=f.length;i--;)m[i]&&(m[i]==b?b--:x[i].__u|=4)}if(v)for(i=0;i<g;i++)!(c=n[i])||2&c.__u||(c.__e==o&&(o=zt(c)),fi(c,c));return o}function ma(e,t,n,o){var r,i,s,c;if(typeof e.type=="function"){if(e.props.__P)return t;if(r=e.__k)for(i=0;i<r.length;i++)r[i]&&(r[i].__=e,t=ma(r[i],t,n,!1));return t}for(t&&!t.parentNode&&(t=zt(e))&&!t.parentNode&&(t=null),s=e.__e,c=t;c&&c.nodeType==8;)c=c.nextSibling;for(s!=c&&(!o&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function kp(e,t,n,o){var r,i=e.key,s=e.type,c=t[n],d=c&&!(2&c.__u);if(c===null&&i==null||d&&i==c.key&&s==c.type)return n;if(o>(d?1:0)){for(r=n-1;r>=0;r--)if((c=t[r])&&!(2&c.__u)&&i==c.key&&s==c.type)return r;for(r=n+1;r<t.length;r++)if((c=t[r])&&!(2&c.__u)&&i==c.key&&s==c.type)return r}return-1}function aa(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function _o(e,t,n,o,r){var i,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||aa(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||aa(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(s=ai[t]||(ai[t]=xp(t)),(e.__a||(e.__a={}))[t]=ci,i=t!=(t=t.replace(ua,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,s,i):e.removeEventListener(t,s,i));else{if(r=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function xp(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[So]==null)t[So]=ci++;else if(t[So]<this.__a[e])return;return n(ae.event?ae.event(t):t)}}}function ui(e,t,n,o,r,i,s,c,d,l){var f,m,h,p,g,v,b,k,x,q,z,me,ne,R,Y,_,P,W,J=t.type;if(t.constructor!==jn)return null;128&n.__u&&(d=32&n.__u,f=n.__c.__z)&&(t.__u|=d,m=i=[],f.nodeType==8?c=To(f,i):i.push(f),c=i[0]||c),(f=ae.__b)&&f(t);e:if(typeof J=="function"){h=s.length;try{if(k=t.props,x=(f=J.prototype)&&f.render,q=(f=J.contextType)&&o[f.__c],z=f?q?q.props.value:f.__:o,(p=n.__c)?(t.__c=p,2&p.__g&&(p.__g|=1)):(x?t.__c=p=new J(k,z):(t.__c=p=new Po(k,z),p.constructor=J,p.render=Sp),q&&q.sub(p),p.state||(p.state={}),p.__n=o,p.__g|=8,p.__h=[],p.__k=[]),x&&(p.__s||(p.__s=p.state),J.getDerivedStateFromProps&&(p.__s==p.state&&(p.__s=nn({},p.__s)),nn(p.__s,J.getDerivedStateFromProps(k,p.__s)))),g=p.props,v=p.state,p.__v=t,n.__c){if(k!==g&&x&&!J.getDerivedStateFromProps&&p.componentWillReceiveProps&&p.componentWillReceiveProps(k,z),t.__v==n.__v&&!(8&p.__g)||!(4&p.__g)&&p.shouldComponentUpdate&&p.shouldComponentUpdate(k,p.__s,z)===!1){t.__v!=n.__v&&(p.props=k,p.state=p.__s,p.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ge){ge&&(ge.__=t)}),Ro.push.apply(p.__h,p.__k),p.__k=[],p.__h.length&&s.push(p),c=zt(n);break e}p.componentWillUpdate&&p.componentWillUpdate(k,p.__s,z),x&&p.componentDidUpdate&&p.__h.push(function(){p.componentDidUpdate(g,v,b)})}else x&&!J.getDerivedStateFromProps&&p.componentWillMount&&p.componentWillMount(),x&&p.componentDidMount&&p.__h.push(p.componentDidMount);p.context=z,p.props=k,p.__P=e,p.__g&=-5,me=ae.__r,ne=x?25:0;do p.__g&=-9,me&&me(t),f=p.render(p.props,p.state=p.__s,p.context);while(8&p.__g&&++ne<25);x&&(Ro.push.apply(p.__h,p.__k),p.__k=[]),p.state=p.__s,p.getChildContext&&(o=nn({},o,p.getChildContext())),x&&n.__c&&p.getSnapshotBeforeUpdate&&(b=p.getSnapshotBeforeUpdate(g,v)),R=f&&f.type===C&&f.key==null?f.props.children:f,k.__P&&(f=c,r=(e=k.__P).namespaceURI,d=i=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ge){ge&&fi(ge,ge)}),n.__k=null),c=n.__k?zt(n,0):null),c=ha(e,di(R)?R:[R],t,n,o,r,i,s,c,d,l),k.__P&&(t.__e=null,c=f),t.__u&=-161,m&&m.some(tn),p.__h.length&&s.push(p),1&p.__g&&(p.__g&=-4)}catch(ge){if(s.length=h,t.__v=null,d||i)if(ge&&ge.then){if(t.__u|=128|d,i){for(~(P=i.indexOf(c||void 0))||(P=i.length);(W=i[P-1])&&W.nodeType==8;)P--;for(;P<i.length;P++)if(W=i[P])if(i[P]=null,Y){if(W==_)break}else{if(W.nodeType!=8)break;W.data.startsWith("$s")&&(_=To(Y=W))}}if(!Y){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;Y=c}(f=To(Y=t.__c.__z||(t.__c.__z=Y)))?(t.__e=Y,c=f):t.__e=c,c=c&&c.nextSibling}else i&&i.some(tn);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ge&&ge.then||ya(t),ae.__e(ge,t,n)}}else c=t.__e=_p(n.__e,t,n,o,r,i,s,d,l,e);return(f=ae.diffed)&&f(t),c}function To(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function ya(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(ya))}function ga(e,t,n){for(var o=0;o<n.length;)li(n[o++],n[o++],n[o++]);ae.__c&&ae.__c(t,e),e.some(function(r){try{e=r.__h,r.__h=[],e.some(function(i){i.call(r)})}catch(i){ae.__e(i,r.__v)}})}function _p(e,t,n,o,r,i,s,c,d,l){var f,m,h,p,g,v,b,k,x=n.props||Ao,q=t.props,z=t.type;if(z=="svg"?r="http://www.w3.org/2000/svg":z=="math"?r="http://www.w3.org/1998/Math/MathML":r||(r="http://www.w3.org/1999/xhtml"),i){for(f=0;f<i.length;f++)if((g=i[f])&&(z?g.localName==z:g.nodeType==3)){e=g,i[f]=null;break}}if(!e){if(k=l.ownerDocument||document,!z)return k.createTextNode(q);e=k.createElementNS(r,z,q.is?q:l),c&&(ae.__m&&ae.__m(t,i),c=!1),i=null}if(z){if(l=z=="template"&&e.content||e,i=z=="textarea"&&q.defaultValue!=null?null:i&&la.call(l.childNodes),!c&&i)for(x={},f=0;f<e.attributes.length;f++)x[(g=e.attributes[f]).name]=g.value;for(f in x)g=x[f],f=="dangerouslySetInnerHTML"?h=g:f=="children"||f in q||f=="value"&&"defaultValue"in q||f=="checked"&&"defaultChecked"in q||_o(e,f,null,g,r);for(f in q)g=q[f],f=="children"?p=g:f=="dangerouslySetInnerHTML"?m=g:f=="value"?v=g:f=="checked"?b=g:c&&typeof g!="function"||x[f]===g||_o(e,f,g,x[f],r);m?(c||h&&(m.__html==h.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(h&&(e.textContent=""),(z=="foreignObject"||r=="http://www.w3.org/1998/Math/MathML"&&wp.test(z))&&(r="http://www.w3.org/1999/xhtml"),ha(l,di(p)?p:[p],t,n,o,r,i,s,i?i[0]:n.__k&&zt(n,0),c,d),i&&i.some(tn)),c&&z!="textarea"||(f="value",z=="progress"&&v==null?e.removeAttribute(f):v==null||v===e[f]&&(z!="progress"||v)||_o(e,f,v,x[f],r),f="checked",b!=null&&b!=e[f]&&_o(e,f,b,x[f],r))}else x===q||c&&e.data==q||(e.data=q);return e}function li(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(r){ae.__e(r,n)}}function fi(e,t,n){var o,r,i,s;if(ae.unmount&&ae.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||li(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(c){ae.__e(c,t)}o.__P=o.__n=null}if(o=e.__k)for(s=0;s<o.length;s++)o[s]&&fi(o[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(r=To(o,i=[]))&&(o==e.__e&&i.some(tn),tn(r),tn(o)),n||tn(e.__e),e.__e=e.__c=e.__=null}function Sp(e,t,n){return this.constructor(e,n)}function wa(e,t){var n,o,r,i;ae.__&&ae.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=Eo(C,{children:[e]}),r=[],i=[],ui(t,t.__k,o||Ao,Ao,t.namespaceURI,o?null:t.firstChild?la.call(t.childNodes):null,r,o?o.__e:t.firstChild,n,i),ga(r,t.__k,i),t.__k.props.children=null}ae={__e:function(e,t,n,o){for(var r,i,s;t=t.__;)if((r=t.__c)&&!(1&r.__g)){r.__g|=4;try{if((s=(i=r.constructor)&&i.getDerivedStateFromError)&&r.setState(i.getDerivedStateFromError(e)),r.componentDidCatch&&(r.componentDidCatch(e,o||{}),s=1),s&&8&r.__g)return void(r.__g|=2)}catch(c){e=c}}throw Oo=0,e}},ca=0,yp=function(e){return e!=null&&e.constructor===jn},Po.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=nn({},this.state)),typeof e=="function"&&(e=e(nn({},n),this.props)),e&&(nn(n,e),this.__v&&(t&&this.__k.push(t),sa(this)))},Po.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),sa(this))},Po.prototype.render=C,Dt=[],Oo=0,da=function(e,t){return e.__v.__b-t.__v.__b},So=Symbol(),ua=/(PointerCapture)$|Capture$/i,ci=0,ai={},gp=0;var y=class extends Error{name="Refused"},Ut=class extends y{name="OtherKeyList"};function Mt(e,t,n){return new y(`${e} is ${t}, but ${n} was expected`)}function Z(e,t,n){if(t!==n)throw Mt(e,t,n)}var it=class extends y{name="OutOfTime";hasEnded;constructor(t,n,o,r){super(`${t} ${n?"expired":"begins"} at ${ba(o)}, it is ${ba(r)}`),this.hasEnded=n}};function ba(e){return new Date(e*1e3).toISOString()}var Ep=32;function ke(e,t){let n=new pi(e,t),o=n.value(0);return n.end(),o}var pi=class{constructor(t,n){this.text=t;this.what=n}text;what;at=0;value(t){if(t>Ep)throw this.malformed("it is too deep");switch(this.space(),this.text[this.at]){case"{":return this.object(t);case"[":return this.array(t);case'"':return this.string();case"t":return this.word("true",!0);case"f":return this.word("false",!1);case"n":return this.word("null",null);default:return this.integer()}}end(){if(this.space(),this.at!==this.text.length)throw this.malformed("something follows it")}object(t){let n=new Map;if(this.at+=1,this.skips("}"))return n;do{if(this.space(),this.text[this.at]!=='"')throw this.malformed("a member has no name");let o=this.string();if(n.has(o))throw this.malformed(`the member ${o.slice(0,40)} stands twice`);if(!this.skips(":"))throw this.malformed("a member has no value");n.set(o,this.value(t+1))}while(this.skips(","));if(!this.skips("}"))throw this.malformed("an object does not end");return n}array(t){let n=[];if(this.at+=1,this.skips("]"))return n;do n.push(this.value(t+1));while(this.skips(","));if(!this.skips("]"))throw this.malformed("an array does not end");return n}string(){let t=/"(?:[^"\\\u0000-\u001f]|\\.)*"/y;t.lastIndex=this.at;let n=t.exec(this.text)?.[0];if(n===void 0)throw this.malformed("a string does not end");this.at+=n.length;let o;try{o=JSON.parse(n)}catch{throw this.malformed("a string has an unknown escape")}if(typeof o!="string"||new RegExp("\\p{Surrogate}","u").test(o))throw this.malformed("a string has half a character");return o}integer(){let t=/-?(?:0|[1-9][0-9]{0,19})(?![0-9.eE])/y;t.lastIndex=this.at;let n=t.exec(this.text)?.[0];if(n===void 0)throw this.malformed(`unexpected at character ${this.at+1}`);return this.at+=n.length,BigInt(n)}word(t,n){if(!this.text.startsWith(t,this.at))throw this.malformed(`unexpected at character ${this.at+1}`);return this.at+=t.length,n}skips(t){return this.space(),this.text[this.at]!==t?!1:(this.at+=1,!0)}space(){for(;` 	
\r`.includes(this.text[this.at]??"x");)this.at+=1}malformed(t){return new y(`${this.what} is not the expected JSON: ${t}`)}};function Ge(e){return typeof e=="bigint"?e.toString():e===null||typeof e!="object"?JSON.stringify(e):Array.isArray(e)?`[${e.map(Ge).join(",")}]`:`{${Object.entries(e).flatMap(([o,r])=>r===void 0?[]:[`${JSON.stringify(o)}:${Ge(r)}`]).join(",")}}`}var Pp=new TextEncoder;function j(e){return Pp.encode(e)}function st(e){try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(e)}catch{throw new y("text is not UTF-8")}}function oe(...e){let t=new Uint8Array(e.reduce((o,r)=>o+r.length,0)),n=0;for(let o of e)t.set(o,n),n+=o.length;return t}function Ne(e,t){return e.length===t.length&&e.every((n,o)=>n===t[o])}function qo(e,t){if(e.length!==t.length)throw new Error("only octets of one length are combined");return Uint8Array.from(e,(n,o)=>n^(t[o]??0))}function ie(e){return Array.from(e,t=>t.toString(16).padStart(2,"0")).join("")}function Ye(e){if(e.length%2!==0||!/^[0-9a-f]*$/.test(e))throw new y("hexadecimal digits are malformed");return Uint8Array.from({length:e.length/2},(t,n)=>Number.parseInt(e.slice(2*n,2*n+2),16))}function we(e){let t="";for(let n of e)t+=String.fromCharCode(n);return btoa(t)}function Gn(e){if(!/^[A-Za-z0-9+/]*={0,2}$/.test(e)||e.length%4!==0)throw new y("base64 is malformed");let t=Uint8Array.from(atob(e),n=>n.charCodeAt(0));if(we(t)!==e)throw new y("base64 is not in its one form");return t}function We(e){return we(e).replaceAll("+","-").replaceAll("/","_").replaceAll("=","")}function Ue(e){if(!/^[A-Za-z0-9_-]*$/.test(e)||e.length%4===1)throw new y("base64url is malformed");let t=e.replaceAll("-","+").replaceAll("_","/")+"=".repeat((4-e.length%4)%4);return Gn(t)}function Kt(e){let t=new Uint8Array(4);return new DataView(t.buffer).setUint32(0,e),t}function Co(e){let t=new Uint8Array(8);return new DataView(t.buffer).setBigUint64(0,e),t}async function ue(e){return new Uint8Array(await crypto.subtle.digest("SHA-256",e))}async function gt(e){return ie(await ue(j(e)))}function qe(e){return crypto.getRandomValues(new Uint8Array(e))}var B={boolean:1,integer:2,bitString:3,octetString:4,null:5,oid:6,utf8String:12,printableString:19,ia5String:22,utcTime:23,generalizedTime:24,sequence:48,set:49};function on(e,t,n){let o=Bo(e,n),[r]=o;if(o.length!==1||r===void 0||r.tag!==t)throw new y(`${n} is malformed`);return r}function Bo(e,t){let n=[];for(let o=0;o<e.length;){let{tag:r,begin:i,end:s}=Tp(e,o,t);n.push({tag:r,content:e.subarray(i,s),whole:e.subarray(o,s)}),o=s}return n}function _e(e,t,n){if(e===void 0||e.tag!==t)throw new y(`${n} is malformed`);return Bo(e.content,n)}function Tp(e,t,n){let o=new y(`${n} is malformed`),[r,i]=[e[t],e[t+1]];if(r===void 0||i===void 0||(r&31)===31)throw o;if(i<128)return va(e,r,t+2,i,o);let s=i&127;if(s<1||s>3)throw o;let c=0;for(let d=0;d<s;d+=1)c=c*256+(e[t+2+d]??0);if(c<128||c<256**(s-1))throw o;return va(e,r,t+2+s,c,o)}function va(e,t,n,o,r){let i=n+o;if(i>e.length)throw r;return{tag:t,begin:n,end:i}}function Tt(e,t){if(e===void 0||e.tag!==B.oid||e.content.length===0)throw new y(`${t} is malformed`);let n=[],o=0;for(let[c,d]of e.content.entries()){if(o===0&&d===128)throw new y(`${t} is malformed`);if(o=o*128+(d&127),o>2**45)throw new y(`${t} is malformed`);if(d<128)n.push(o),o=0;else if(c===e.content.length-1)throw new y(`${t} is malformed`)}let[r=0,...i]=n,s=Math.min(2,Math.floor(r/40));return[s,r-40*s,...i].join(".")}function ka(e){return[B.utf8String,B.printableString,B.ia5String].some(t=>t===e.tag)?st(e.content):""}function hi(e,t){let n=new y(`${t} is malformed`);if(e===void 0)throw n;let o=st(e.content),r=e.tag===B.utcTime?/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(o):/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(o);if(r===null||e.tag!==B.utcTime&&e.tag!==B.generalizedTime)throw n;let[i=0,s=0,c=0,d=0,l=0,f=0]=r.slice(1).map(Number),m=e.tag===B.utcTime?i<50?2e3:1900:0;return Date.UTC(m+i,s-1,c,d,l,f)/1e3}function et(e,...t){let n=oe(...t);if(n.length<128)return oe(Uint8Array.of(e,n.length),n);let o=n.length<256?[n.length]:[n.length>>8,n.length&255];return oe(Uint8Array.of(e,128|o.length,...o),n)}var se="a certificate",xa=16*1024,Op="2.5.29.19",Ap={commonName:"2.5.4.3",surname:"2.5.4.4",serialNumber:"2.5.4.5",country:"2.5.4.6",organization:"2.5.4.10",givenName:"2.5.4.42"},wt=class e{constructor(t,n,o,r,i,s,c,d,l,f,m,h){this.der=t;this.sha256=n;this.notBefore=o;this.notAfter=r;this.spki=i;this.isCa=s;this.serial=c;this.tbs=d;this.algorithm=l;this.signature=f;this.issuer=m;this.subject=h}der;sha256;notBefore;notAfter;spki;isCa;serial;tbs;algorithm;signature;issuer;subject;static async fromDer(t){if(t.length>xa)throw new y(`${se} has more than ${xa} octets`);let[n,o,r,...i]=Bo(on(t,B.sequence,se).content,se),s=_e(n,B.sequence,se),[c,d,l,f,m,h,p,...g]=s;if(!(c?.tag===160&&ie(c.content)==="020102")||i.length>0||n===void 0||d?.tag!==B.integer)throw new y(`${se} is malformed`);if(o===void 0||l===void 0||!Ne(o.whole,l.whole))throw new y(`${se} names two algorithms`);if(f?.tag!==B.sequence||h?.tag!==B.sequence||p?.tag!==B.sequence)throw new y(`${se} is malformed`);let[b,k]=_e(m,B.sequence,se);return new e(t,ie(await ue(t)),hi(b,se),hi(k,se),p.whole,Rp(g.find(x=>x.tag===163)),ie(d.content),n.whole,o,qp(r),f,h)}static fromBase64(t){return e.fromDer(Gn(t))}static fromPem(t){let n=/^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(t.trim());if(n?.[1]===void 0)throw new y(`${se} is no PEM`);return e.fromBase64(n[1].replace(/\s/g,""))}toPem(){return["-----BEGIN CERTIFICATE-----",...we(this.der).match(/.{1,64}/g)??[],"-----END CERTIFICATE-----",""].join(`
`)}subjectAttribute(t){return _a(this.subject,t)}issuerAttribute(t){return _a(this.issuer,t)}async isIssuedBy(t){if(!Ne(this.issuer.whole,t.subject.whole))return!1;let{importing:n,verifying:o,coordinate:r}=Bp(this.algorithm);try{let i=await crypto.subtle.importKey("spki",t.spki,n,!1,["verify"]),s=r===void 0?this.signature:Lp(this.signature,r);return await crypto.subtle.verify(o,i,s,this.tbs)}catch{return!1}}async checkIssuedByOneOf(t,n){for(let o of t)if(await this.isIssuedBy(o))return;throw new y(n)}};function Rp(e){if(e===void 0)return!1;let r=_e(on(e.content,B.sequence,se),B.sequence,se).map(s=>_e(s,B.sequence,se)).find(([s])=>Tt(s,se)===Op)?.at(-1);if(r===void 0)return!1;let[i]=_e(on(r.content,B.sequence,se),B.sequence,se);return i?.tag===B.boolean&&i.content[0]===255}function qp(e){if(e?.tag!==B.bitString||e.content[0]!==0)throw new y(`${se} has a malformed signature`);return e.content.subarray(1)}function _a(e,t){for(let n of _e(e,B.sequence,se))for(let o of _e(n,B.set,se)){let[r,i]=_e(o,B.sequence,se);if(i!==void 0&&Tt(r,se)===Ap[t])return ka(i)}}var Cp={"2.16.840.1.101.3.4.2.1":{hash:"SHA-256",octets:32},"2.16.840.1.101.3.4.2.2":{hash:"SHA-384",octets:48},"2.16.840.1.101.3.4.2.3":{hash:"SHA-512",octets:64}};function Bp(e){let[t,n]=_e(e,B.sequence,se),o=Tt(t,se),r=(s,c,d)=>({importing:{name:"ECDSA",namedCurve:c},verifying:{name:"ECDSA",hash:s},coordinate:d}),i=s=>({importing:{name:"RSASSA-PKCS1-v1_5",hash:s},verifying:{name:"RSASSA-PKCS1-v1_5"}});switch(o){case"1.2.840.10045.4.3.2":return r("SHA-256","P-256",32);case"1.2.840.10045.4.3.3":return r("SHA-384","P-384",48);case"1.2.840.113549.1.1.11":return i("SHA-256");case"1.2.840.113549.1.1.12":return i("SHA-384");case"1.2.840.113549.1.1.13":return i("SHA-512");case"1.2.840.113549.1.1.10":return $p(n);default:throw new y(`${se} is signed by an algorithm that this phone does not know: ${o}`)}}function $p(e){let[t]=_e(e,B.sequence,se),[n]=_e(t,160,se),[o]=_e(n,B.sequence,se),r=Cp[Tt(o,se)];if(r===void 0)throw new y(`${se} is signed by an algorithm that this phone does not know`);return{importing:{name:"RSA-PSS",hash:r.hash},verifying:{name:"RSA-PSS",saltLength:r.octets}}}function Lp(e,t){let[n,o,...r]=_e(on(e,B.sequence,"a signature"),B.sequence,"a signature");Z("the numbers of a signature",String(2+r.length),"2");let i=new Uint8Array(2*t);for(let[s,c]of[n,o].entries()){if(c?.tag!==B.integer)throw new y("a signature is malformed");let d=c.content[0]===0?c.content.subarray(1):c.content;if(d.length>t)throw new y("a signature is malformed");i.set(d,(s+1)*t-d.length)}return i}var Np=e=>e/2**32|0,Ip=e=>e>>>0;function Sa(e,t,n,o){let r=Np(n),i=Ip(n);e.setUint32(t,o?i:r,o),e.setUint32(t+4,o?r:i,o)}function $o(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var mi=e=>e?`"${e}" `:"";function Ot(e,t=""){if(typeof e!="number")throw new TypeError(mi(t)+"expected number, got "+typeof e);if(!Number.isSafeInteger(e)||e<0)throw new RangeError(mi(t)+"expected integer >= 0, got "+e);return e}function bt(e,t,n=""){if($o(e)&&(t===void 0||e.length===t))return e;t!==void 0&&Ot(t,"length");let o=$o(e),r=t!==void 0?` of length ${t}`:"",i=o?`length=${e.length}`:`type=${typeof e}`,s=mi(n)+"expected Uint8Array"+r+", got "+i;throw o?new RangeError(s):new TypeError(s)}function Lo(e){if(typeof e!="function"||typeof e.create!="function")throw new TypeError("expected hash wrapped by utils.createHasher");if(Ot(e.outputLen),Ot(e.blockLen),e.outputLen<1||e.blockLen<1)throw new Error("hash blockLen / outputLen must be >= 1")}var Dp=(e,t)=>{if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError((t==="object"?"":`"${t}" `)+"expected object, got type="+typeof e)},Ea=(e,t)=>{Dp(e,t);let n=Object.getPrototypeOf(e);if(n!==Object.prototype&&n!==null)throw new TypeError(`"${t}" expected plain object`);if(Object.hasOwn(e,"__proto__"))throw new TypeError(`"${t}.__proto__" is not allowed`)};function gn(e,t=!0){if(e.destroyed)throw new Error("hash was destroyed");if(t&&e.finished)throw new Error("digest() was already called")}function No(e,t){bt(e,void 0,"output");let n=t.outputLen;if(!(e.length>=n))throw new RangeError('"output" expected length >= '+n)}function Yn(...e){for(let t=0;t<e.length;t++)e[t].fill(0)}function Io(e){return new DataView(e.buffer,e.byteOffset,e.byteLength)}function ft(e,t){return e<<32-t|e>>>t}var Ta=typeof Uint8Array.from([]).toHex=="function"&&typeof Uint8Array.fromHex=="function",zp=Array.from({length:256},(e,t)=>t.toString(16).padStart(2,"0"));function Do(e){if(bt(e),Ta)return e.toHex();let t="";for(let n=0;n<e.length;n++)t+=zp[e[n]];return t}function Pa(e){return e>=48&&e<=57?e-48:e>=65&&e<=70?e-55:e>=97&&e<=102?e-87:void 0}function yi(e){if(typeof e!="string")throw new TypeError("hex string expected, got "+typeof e);if(Ta)try{return Uint8Array.fromHex(e)}catch(r){throw r instanceof SyntaxError?new RangeError(r.message):r}let t=e.length,n=t/2;if(t%2)throw new RangeError("hex string expected, got unpadded hex of length "+t);let o=new Uint8Array(n);for(let r=0,i=0;r<n;r++,i+=2){let s=Pa(e.charCodeAt(i)),c=Pa(e.charCodeAt(i+1));if(s===void 0||c===void 0){let d=e[i]+e[i+1];throw new RangeError('hex string expected, got non-hex character "'+d+'" at index '+i)}o[r]=s*16+c}return o}function Oa(...e){let t=0;for(let o=0;o<e.length;o++){let r=e[o];bt(r),t+=r.length}let n=new Uint8Array(t);for(let o=0,r=0;o<e.length;o++){let i=e[o];n.set(i,r),r+=i.length}return n}function Up(e,t,n="opts"){return Ea(e,"defaults"),t!==void 0&&Ea(t,n),Object.assign(Object.create(null),e,t)}function Aa(e,t={}){if(typeof e!="function")throw new TypeError('"hashCons" expected function, got type='+typeof e);t=Up({},t,"info");let n=(r,i)=>e(i).update(r).digest(),o=e(void 0);return n.outputLen=o.outputLen,n.blockLen=o.blockLen,n.canXOF=o.canXOF,n.create=r=>e(r),Object.assign(n,t),Object.freeze(n)}function Ra(e=32){Ot(e,"bytesLength");let t=typeof globalThis=="object"?globalThis.crypto:null;if(typeof t?.getRandomValues!="function")throw new Error("crypto.getRandomValues must be defined");if(e>65536)throw new RangeError(`"bytesLength" expected <= 65536, got ${e}`);return t.getRandomValues(new Uint8Array(e))}var qa=e=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,e])});function Ca(e,t,n){return e&t^~e&n}function Ba(e,t,n){return e&t^e&n^t&n}var zo=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(t,n,o,r){this.blockLen=t,this.outputLen=n,this.padOffset=o,this.isLE=r,this.buffer=new Uint8Array(t),this.view=Io(this.buffer)}update(t){gn(this),bt(t);let{view:n,buffer:o,blockLen:r}=this,i=t.length,s=!1;for(let c=0;c<i;){let d=Math.min(r-this.pos,i-c);if(d===r){let l=Io(t);for(;r<=i-c;c+=r)this.process(l,c);s=!0;continue}o.set(c===0&&d===i?t:t.subarray(c,c+d),this.pos),this.pos+=d,c+=d,this.pos===r&&(this.process(n,0),this.pos=0,s=!0)}return this.length+=t.length,s&&this.roundClean(),this}digestInto(t){gn(this),No(t,this),this.finished=!0;let{buffer:n,view:o,blockLen:r,isLE:i}=this,{pos:s}=this;n[s++]=128,n.fill(0,s),this.padOffset>r-s&&(this.process(o,0),n.fill(0)),Sa(o,r-8,this.length*8,i),this.process(o,0),this.roundClean();let c=t===n?o:Io(t),d=this.outputLen,l=d/4,f=this.get();if(d%4||l>f.length)throw new Error("invalid outputLen");for(let m=0;m<l;m++)c.setUint32(4*m,f[m],i)}digest(){let{buffer:t,outputLen:n}=this;this.digestInto(t);let o=t.slice(0,n);return this.destroy(),o}_cloneIntoMeta(t){let{buffer:n,length:o,finished:r,destroyed:i,pos:s}=this;return t.destroyed=i,t.finished=r,t.length=o,t.pos=s,s&&t.buffer.set(n),t}clone(){return this._cloneInto()}},$a=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var Mp=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),Ft=new Uint32Array(64),gi=class extends zo{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(t,n){super(64,t,8,!1),this.A=n[0]|0,this.B=n[1]|0,this.C=n[2]|0,this.D=n[3]|0,this.E=n[4]|0,this.F=n[5]|0,this.G=n[6]|0,this.H=n[7]|0}get(){let{A:t,B:n,C:o,D:r,E:i,F:s,G:c,H:d}=this;return[t,n,o,r,i,s,c,d]}set(t,n,o,r,i,s,c,d){this.A=t|0,this.B=n|0,this.C=o|0,this.D=r|0,this.E=i|0,this.F=s|0,this.G=c|0,this.H=d|0}_cloneInto(t){return(t||=new this.constructor).set(...this.get()),this._cloneIntoMeta(t)}process(t,n){for(let m=0;m<16;m++,n+=4)Ft[m]=t.getUint32(n,!1);for(let m=16;m<64;m++){let h=Ft[m-15],p=Ft[m-2],g=ft(h,7)^ft(h,18)^h>>>3,v=ft(p,17)^ft(p,19)^p>>>10;Ft[m]=v+Ft[m-7]+g+Ft[m-16]|0}let{A:o,B:r,C:i,D:s,E:c,F:d,G:l,H:f}=this;for(let m=0;m<64;m++){let h=ft(c,6)^ft(c,11)^ft(c,25),p=f+h+Ca(c,d,l)+Mp[m]+Ft[m]|0,v=(ft(o,2)^ft(o,13)^ft(o,22))+Ba(o,r,i)|0;f=l,l=d,d=c,c=s+p|0,s=i,i=r,r=o,o=p+v|0}o=o+this.A|0,r=r+this.B|0,i=i+this.C|0,s=s+this.D|0,c=c+this.E|0,d=d+this.F|0,l=l+this.G|0,f=f+this.H|0,this.set(o,r,i,s,c,d,l,f)}roundClean(){Yn(Ft)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),Yn(this.buffer)}},wi=class extends gi{constructor(){super(32,$a)}};var La=Aa(()=>new wi,qa(1));/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */function Mo(e,t,n=()=>{}){if(!Array.isArray(e))throw new TypeError(`"${t}" expected array, got type=${typeof e}`);for(let o=0;o<e.length;o++)n(e[o],`${t}[${o}]`);return e}var Ce=(e,t,n)=>bt(e,t,n),bi=Ot;function Ia(e,t=""){if(typeof e!="string"){let n=t&&`"${t}" `;throw new TypeError(n+"expected string, got type="+typeof e)}return e}function Ht(e,t="object"){if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError(t==="object"?"expected valid options object":`"${t}" expected object, got type=${typeof e}`);return e}function rn(e,t){if(typeof e!="function")throw new TypeError(`"${t}" is invalid: expected function, got ${typeof e}`);return e}var vi=Do,At=(...e)=>Oa(...e),Ko=e=>yi(e),wn=$o,Fo=e=>Ra(e),Uo=BigInt(0),Na=BigInt(1),Kp=e=>e?`"${e}" `:"";function vt(e,t=""){if(typeof e!="boolean")throw new TypeError(Kp(t)+"expected boolean, got type="+typeof e);return e}function Ho(e){if(typeof e=="bigint"){if(!Vt(e))throw new RangeError("positive bigint expected, got "+e)}else bi(e);return e}function sn(e,t=""){if(typeof e!="number"){let n=t&&`"${t}" `;throw new TypeError(n+"expected number, got type="+typeof e)}if(!Number.isSafeInteger(e)){let n=t&&`"${t}" `;throw new RangeError(n+"expected safe integer, got "+e)}}function Zn(e){let t=Ho(e).toString(16);return t.length&1?"0"+t:t}function Da(e){if(typeof e!="string")throw new TypeError("hex string expected, got "+typeof e);return e===""?Uo:BigInt("0x"+e)}function kt(e){return Da(Do(e))}function ki(e){return Da(Do(Fp(bt(e)).reverse()))}function Vo(e,t){if(Ot(t),t===0)throw new Error("zero output length is invalid");e=Ho(e);let n=t*2,o=e.toString(16);if(o.length>n)throw new RangeError("number is too large");return yi(o.padStart(n,"0"))}function xi(e,t){return Vo(e,t).reverse()}function Fp(e){return Uint8Array.from(Ce(e))}function Vt(e){return typeof e=="bigint"&&Uo<=e}function _i(e,t,n){return Vt(e)&&Vt(t)&&Vt(n)&&t<=e&&e<n}function Si(e,t,n,o){if(!_i(t,n,o))throw new RangeError("expected valid "+e+": "+n+" <= n < "+o+", got "+t)}function bn(e){if(e<Uo)throw new Error("expected non-negative bigint, got "+e);return e===Uo?0:e.toString(2).length}var Jn=e=>(sn(e,"n"),(Na<<BigInt(e))-Na);function za(e,t,n){if(Ot(e,"hashLen"),Ot(t,"qByteLen"),typeof n!="function")throw new TypeError("hmacFn must be a function");let o=b=>new Uint8Array(b),r=Uint8Array.of(),i=Uint8Array.of(0),s=Uint8Array.of(1),c=1e3,d=o(e),l=o(e),f=0,m=()=>{d.fill(1),l.fill(0),f=0},h=(...b)=>n(l,At(d,...b)),p=(b=r)=>{l=h(i,b),d=h(),b.length!==0&&(l=h(s,b),d=h())},g=()=>{if(f++>=c)throw new Error("drbg: tried max amount of iterations");let b=0,k=[];for(;b<t;){d=h();let x=d.slice();k.push(x),b+=d.length}return At(...k)};return(b,k)=>{m(),p(b);let x;for(;(x=k(g()))===void 0;)p();return m(),x}}function Wt(e,t={},n={},o="object"){Ht(e,o),Ht(t,"fields"),Ht(n,"optFields");function r(s,c,d){let l=o==="object"?`param "${String(s)}"`:`"${o}.${String(s)}"`,f=e[s];if(!Object.hasOwn(e,s)&&(d?f!==void 0:c!=="function"))throw new TypeError(`${l} is invalid: expected own property`);if(d&&f===void 0)return;let m=typeof f;if(m!==c||f===null)throw new TypeError(`${l} is invalid: expected ${c}, got ${m}`)}let i=(s,c)=>Object.entries(s).forEach(([d,l])=>r(d,l,c));i(t,!1),i(n,!0)}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var Me=BigInt(0),fe=BigInt(1),jt=BigInt(2),Fa=BigInt(3),Ei=BigInt(4),Ha=BigInt(5),Hp=BigInt(7),Va=BigInt(8),Vp=BigInt(9),Wp=BigInt(15),Wa=BigInt(16),jp=BigInt("0x10000000000000000");function tt(e,t){if(t<=Me)throw new Error("mod: expected positive modulus, got "+t);let n=e%t;return n>=Me?n:t+n}function ja(e,t,n){if(n<=fe)throw new Error("pow: expected modulus > 1, got "+n);if(typeof t!="bigint")throw new TypeError("invalid exponent: expected bigint, got "+typeof t);if(t<Me)throw new Error("invalid exponent, negatives unsupported");if(t===Me)return fe;if(t===fe)return e;let o=e%n;if(o<Me&&(o+=n),t<jp){let c=fe;for(;t>Me;)t&fe&&(c=c*o%n),o=o*o%n,t>>=fe;return c}let r=[];for(;t>Me;)r.push(Number(t&Wp)),t>>=Ei;let i=new Array(16);i[0]=fe,i[1]=o;for(let c=2;c<16;c++)i[c]=i[c-1]*o%n;let s=i[r[r.length-1]];for(let c=r.length-2;c>=0;c--){s=s*s%n,s=s*s%n,s=s*s%n,s=s*s%n;let d=r[c];d!==0&&(s=s*i[d]%n)}return s}function Ua(e,t){if(e===Me)throw new Error("invert: expected non-zero number");if(t<=fe)throw new Error("invert: expected modulus > 1, got "+t);let n=tt(e,t),o=t,r=Me,i=fe;for(;n!==Me;){let c=o/n,d=o-n*c,l=r-i*c;o=n,n=d,r=i,i=l}if(o!==fe)throw new Error("invert: does not exist");return tt(r,t)}function Ga(e,t){if(t<=fe)throw new Error("invertCt: expected prime modulus > 1, got "+t);let n=tt(e,t);if(n===Me)throw new Error("invertCt: expected non-zero number");let o=ja(n,t-jt,t);if(tt(n*o,t)!==fe)throw new Error("invertCt: does not exist");return o}function Pi(e,t,n){let o=e;if(!o.eql(o.sqr(t),n))throw new Error("Cannot find square root")}function Ti(e,t){if((e&fe)===Me)throw new Error(t+": expected odd modulus, got "+e)}function Ya(e,t){let n=e,o=(n.ORDER+fe)/Ei,r=n.pow(t,o);return Pi(n,r,t),r}function Gp(e,t){let n=e,o=(n.ORDER-Ha)/Va,r=n.mul(t,jt),i=n.pow(r,o),s=n.mul(t,i),c=n.mul(n.mul(s,jt),i),d=n.mul(s,n.sub(c,n.ONE));return Pi(n,d,t),d}function Yp(e){let t=jo(e),n=Za(e),o=n(t,t.neg(t.ONE)),r=n(t,o),i=n(t,t.neg(o)),s=(e+Hp)/Wa;return((c,d)=>{let l=c,f=l.pow(d,s),m=l.mul(f,o),h=l.mul(f,r),p=l.mul(f,i),g=l.eql(l.sqr(m),d),v=l.eql(l.sqr(h),d);f=l.cmov(f,m,g),m=l.cmov(p,h,v);let b=l.eql(l.sqr(m),d),k=l.cmov(f,m,b);return Pi(l,k,d),k})}function Za(e){if(e<Fa)throw new Error("sqrt is not defined for small field");Ti(e,"tonelliShanks");let t=e-fe,n=0;for(;t%jt===Me;)t/=jt,n++;let o=jt,r=jo(e);for(;Ma(r,o)===1;)if(o++>1e3)throw new Error("Cannot find square root: probably non-prime P");if(n===1)return Ya;let i=r.pow(o,t),s=(t+fe)/jt;return function(d,l){let f=d;if(f.is0(l))return l;if(Ma(f,l)!==1)throw new Error("Cannot find square root");let m=n,h=f.mul(f.ONE,i),p=f.pow(l,t),g=f.pow(l,s);for(;!f.eql(p,f.ONE);){if(f.is0(p))throw new Error("Cannot find square root: probably non-prime P");let v=1,b=f.sqr(p);for(;!f.eql(b,f.ONE);)if(v++,b=f.sqr(b),v===m)throw new Error("Cannot find square root");let k=fe<<BigInt(m-v-1),x=f.pow(h,k);m=v,h=f.sqr(x),p=f.mul(p,h),g=f.mul(g,x)}return g}}function Zp(e){return Ti(e,"Fp.sqrt"),e%Ei===Fa?Ya:e%Va===Ha?Gp:e%Wa===Vp?Yp(e):Za(e)}var Jp=["create","isValid","is0","neg","inv","sqrt","sqr","eql","add","sub","mul","pow","div","addN","subN","mulN","sqrN"];function vn(e){if(Ht(e,"field"),typeof e.ORDER!="bigint")throw new TypeError('param "ORDER" is invalid: expected bigint, got '+typeof e.ORDER);sn(e.BYTES,"BYTES"),sn(e.BITS,"BITS");for(let t of Jp)rn(e[t],"field."+t);if(e.BYTES<1||e.BITS<1)throw new Error("invalid field: expected BYTES/BITS > 0");if(e.ORDER<=fe)throw new Error("invalid field: expected ORDER > 1, got "+e.ORDER);return e}function Oi(e,t,n=!1){vn(e),Mo(t,"nums"),vt(n,"passZero");let o=e,r=new Array(t.length).fill(n?o.ZERO:void 0),i=t.reduce((c,d,l)=>o.is0(d)?c:(r[l]=c,o.mul(c,d)),o.ONE),s=o.inv(i);return t.reduceRight((c,d,l)=>o.is0(d)?c:(r[l]=o.mul(c,r[l]),o.mul(c,d)),s),r}function Ma(e,t){vn(e);let n=e;Ti(n.ORDER,"FpLegendre");let o=(n.ORDER-fe)/jt,r=n.pow(t,o),i=n.eql(r,n.ONE),s=n.eql(r,n.ZERO),c=n.eql(r,n.neg(n.ONE));if(!i&&!s&&!c)throw new Error("invalid Legendre symbol result");return i?1:s?0:-1}function Xp(e,t){if(t!==void 0&&bi(t),e<=Me)throw new Error("invalid n length: expected positive n, got "+e);if(t!==void 0&&t<1)throw new Error("invalid n length: expected positive bit length, got "+t);let n=bn(e);if(t!==void 0&&t<n)throw new Error(`invalid n length: expected nBitLength (${t}) >= bitLen(n) (${n})`);let o=t!==void 0?t:n,r=Math.ceil(o/8);return{nBitLength:o,nByteLength:r}}var Ka=new WeakMap,Wo=class{ORDER;BITS;BYTES;isLE;ZERO=Me;ONE=fe;_lengths;_mod;constructor(t,n={}){if(t<=fe)throw new Error("invalid field: expected ORDER > 1, got "+t);let o;this.isLE=!1,n!=null&&typeof n=="object"&&(typeof n.BITS=="number"&&(o=n.BITS),typeof n.sqrt=="function"&&Object.defineProperty(this,"sqrt",{value:n.sqrt,enumerable:!0}),typeof n.isLE=="boolean"&&(this.isLE=n.isLE),n.allowedLengths&&(this._lengths=Object.freeze(n.allowedLengths.slice())),typeof n.modFromBytes=="boolean"&&(this._mod=n.modFromBytes));let{nBitLength:r,nByteLength:i}=Xp(t,o);if(i>2048)throw new Error("invalid field: expected ORDER of <= 2048 bytes");this.ORDER=t,this.BITS=r,this.BYTES=i,Object.freeze(this)}create(t){return tt(t,this.ORDER)}isValid(t){if(typeof t!="bigint")throw new TypeError("invalid field element: expected bigint, got "+typeof t);return Me<=t&&t<this.ORDER}is0(t){return t===Me}isValidNot0(t){return!this.is0(t)&&this.isValid(t)}isOdd(t){return(t&fe)===fe}neg(t){return tt(-t,this.ORDER)}eql(t,n){return t===n}sqr(t){return tt(t*t,this.ORDER)}add(t,n){return tt(t+n,this.ORDER)}sub(t,n){return tt(t-n,this.ORDER)}mul(t,n){return tt(t*n,this.ORDER)}pow(t,n){return ja(t,n,this.ORDER)}div(t,n){return tt(t*Ua(n,this.ORDER),this.ORDER)}sqrN(t){return t*t}addN(t,n){return t+n}subN(t,n){return t-n}mulN(t,n){return t*n}inv(t){return Ua(t,this.ORDER)}sqrt(t){let n=Ka.get(this);return n||Ka.set(this,n=Zp(this.ORDER)),n(this,t)}toBytes(t){return this.isLE?xi(t,this.BYTES):Vo(t,this.BYTES)}fromBytes(t,n=!1){Ce(t);let{_lengths:o,BYTES:r,isLE:i,ORDER:s,_mod:c}=this;if(o){if(t.length<1||!o.includes(t.length)||t.length>r)throw new Error("Field.fromBytes: expected "+o+" bytes, got "+t.length);let l=new Uint8Array(r);l.set(t,i?0:l.length-t.length),t=l}if(t.length!==r)throw new Error("Field.fromBytes: expected "+r+" bytes, got "+t.length);let d=i?ki(t):kt(t);if(c&&(d=tt(d,s)),!n&&!this.isValid(d))throw new Error("invalid field element: outside of range 0..ORDER");return d}invertBatch(t){return Oi(this,t,!0)}cmov(t,n,o){return vt(o,"condition"),o?n:t}};function jo(e,t={}){return Object.freeze(Wo.prototype),new Wo(e,t)}function Ja(e){if(typeof e!="bigint")throw new Error("field order must be bigint");if(e<=fe)throw new Error("field order must be greater than 1");let t=bn(e-fe);return Math.ceil(t/8)}function Go(e){let t=Ja(e);return t+Math.ceil(t/2)}function Ai(e,t,n=!1){Ce(e);let o=e.length,r=Ja(t),i=Math.max(Go(t),16);if(o<i||o>1024)throw new Error("expected "+i+"-1024 bytes of input, got "+o);let s=n?ki(e):kt(e),c=tt(s,t-fe)+fe;return n?xi(c,r):Vo(c,r)}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var Ci=BigInt(0),Xn=BigInt(1),Qp=BigInt(4),Ri=16,Xa=128,eh=5,Qa=2**31;function kn(e){let t=e;if(typeof t!="function")throw new TypeError('"Point" expected constructor, got type='+typeof e);rn(t.fromAffine,"Point.fromAffine"),rn(t.fromBytes,"Point.fromBytes"),rn(t.fromHex,"Point.fromHex"),Ht(t.BASE,"Point.BASE"),Ht(t.ZERO,"Point.ZERO"),vn(t.Fp),vn(t.Fn)}function tc(e,t){kn(e),nc(t,e);let n=Oi(e.Fp,t.map(o=>o.Z));return t.map((o,r)=>e.fromAffine(o.toAffine(n[r])))}function th(e,t,n=1){if(!Number.isSafeInteger(e)||e<n||e>t)throw new Error("invalid window size, expected ["+n+".."+t+"], got W="+e)}function nh(e,t){let n=e*(4*t+128);if(n>Qa)throw new Error("invalid window size: table would need ~"+Math.ceil(n/2**20)+" MiB, max "+Qa/2**20+" MiB")}function Bi(e,t){if(e!==void 0){rn(e,"randomBytes");try{let n=e(t);if(!wn(n)||n.length!==t)return}catch{return}return e}}function nc(e,t){Mo(e,"points"),e.forEach((n,o)=>{if(!(n instanceof t))throw new Error("invalid point at index "+o)})}function oh(e,t,n){if(!Array.isArray(e))throw new Error("array of scalars expected");e.forEach((o,r)=>{if(!(n===void 0?t.isValid(o):Vt(o)&&o<n))throw new Error("invalid scalar at index "+r)})}var oc=new WeakMap;function qi(e){return oc.get(e)||1}function rh(e,t){let n=e.double(),o=[e];for(let r=1;r<t;r++)o.push(o[r-1].add(n));return o}function ih(e,t){let n=2**t,o=n/2,r=BigInt(n-1),i=[];for(;e>Ci;){let s=0;e&Xn&&(s=Number(e&r),s>=o&&(s-=n),e-=BigInt(s)),i.push(s),e>>=Xn}return i}function sh(e,t,n){let o=2**t,r=o/2,i=BigInt(o-1),s=BigInt(t),c=[];for(let d=0;d<n;d++){let l=Number(e&i);e>>=s,l>r&&(l-=o,e+=Xn),c.push(l)}if(e!==Ci)throw new Error("invalid wnaf");return c}function ah(e,t,n){let o=0;for(let i of n)o=Math.max(o,i.length);let r=e;for(let i=o-1;i>=0;i--){i!==o-1&&(r=r.double());for(let s=0;s<n.length;s++){let c=n[s][i];if(c){let d=t[s][Math.abs(c)-1>>1];r=r.add(c<0?d.negate():d)}}}return r}var Yo=class{Point;BASE;ZERO;randomBytes;wnafPrecomputes=new WeakMap;baseCanBeBlinded;bits;constructor(t,n){kn(t),this.randomBytes=Bi(n,Ri),this.Point=t,this.BASE=t.BASE,this.ZERO=t.ZERO,this.bits=t.Fn.BITS}buildWnafTable(t,n,o){let r=Math.ceil(o/n)+1,i=2**(n-1),s=[],c=t;for(let d=0;d<r;d++){let l=c;for(let f=0;f<i;f++)s.push(l),l=l.add(c);c=s[s.length-1].double()}return{W:n,bits:o,windows:r,comp:s}}wnafCachedCT(t,n){let{W:o,windows:r,comp:i}=t,s=2**(o-1),c=sh(n,o,r),d=this.ZERO,l=this.BASE;for(let f=0;f<r;f++){let m=c[f],h=f*s,p=Math.abs(m)-1,g=i[h];for(let b=1;b<s;b++)g=b===p?i[h+b]:g;let v=g.negate();m===0?l=l.add(i[h]):d=d.add(m<0?v:g)}return{p:d,f:l}}getWnafPrecomputes(t,n,o,r){let i=this.wnafPrecomputes.get(n),s=i?.find(c=>c.W===t&&c.bits===o);return s||(s=this.buildWnafTable(n,t,o),typeof r=="function"&&(s={...s,comp:r(s.comp)}),i||(i=[],this.wnafPrecomputes.set(n,i)),i.push(s)),s}assertPoint(t){if(!(t instanceof this.Point))throw new TypeError('"point" expected Point instance, got type='+typeof t)}validateMulInput(t,n){if(this.assertPoint(t),!_i(n,Xn,this.Point.Fn.ORDER))throw new Error("invalid scalar")}runCT(t,n,o,r){let i=qi(t);return i===1?this.fixedWindowCT(t,n,o):this.wnafCachedCT(this.getWnafPrecomputes(i,t,o,r),n)}mulCT(t,n,o){return this.validateMulInput(t,n),this.runCT(t,n,this.bits,o)}mulCTBlinded(t,n,o){if(this.validateMulInput(t,n),this.randomBytes===void 0)throw new Error("randomBytes is required for scalar blinding");let r=this.Point.Fn.BITS+Xa,i=this.randomBytes(Ri);if(!wn(i)||i.length!==Ri)throw new Error("randomBytes returned invalid byte array");i[0]=i[0]&63|128;let s=n+kt(i)*this.Point.Fn.ORDER;return this.runCT(t,s,r,o)}fixedWindowCT(t,n,o){let r=eh,i=1<<r,s=Jn(r),c=new Array(i);c[0]=this.ZERO;for(let f=1;f<i;f++)c[f]=c[f-1].add(t);let d=Math.ceil(o/r),l=this.ZERO;for(let f=d-1;f>=0;f--){if(f!==d-1)for(let p=0;p<r;p++)l=l.double();let m=Number(n>>BigInt(f*r)&s),h=c[0];for(let p=1;p<i;p++)h=p===m?c[p]:h;l=l.add(h)}return{p:l,f:l}}shouldBlind(t,n){return this.randomBytes===void 0?!1:n===Xn?!0:t!==this.BASE?!1:(this.baseCanBeBlinded===void 0&&(this.baseCanBeBlinded=this.mulUnsafe(this.BASE,this.Point.Fn.ORDER).is0()),this.baseCanBeBlinded)}mulSecret(t,n,o,r){return this.shouldBlind(t,o)?this.mulCTBlinded(t,n,r):this.mulCT(t,n,r)}mulUnsafe(t,n,o){if(this.assertPoint(t),!Vt(n))throw new Error("invalid scalar");let r=qi(t);if(r===1||n>=this.Point.Fn.ORDER)return Zo(this.Point,[t],[n],!0);let i=this.getWnafPrecomputes(r,t,this.bits,o);return this.wnafCachedCT(i,n).p}setWindowSize(t,n){this.assertPoint(t),th(n,this.bits);let o=Math.ceil((this.bits+Xa)/n)+1;nh(o*2**(n-1),this.Point.Fp.BYTES),oc.set(t,n),this.wnafPrecomputes.delete(t)}hasWindowSize(t){return qi(t)!==1}};function Zo(e,t,n,o=!1){if(kn(e),nc(t,e),vt(o,"allowOversized"),oh(n,e.Fn,o?e.Fn.ORDER**Qp:void 0),t.length!==n.length)throw new Error("arrays of points and scalars must have equal length");let r=t.map(s=>rh(s,4)),i=n.map(s=>ih(s,4));return ah(e.ZERO,r,i)}function ec(e,t,n){if(t){if(t.ORDER!==e)throw new Error("Field.ORDER must match order: Fp == p, Fn == n");return vn(t),t}else return jo(e,{isLE:n})}function rc(e,t,n={},o){if(e!=="weierstrass"&&e!=="edwards")throw new Error('expected curve type "weierstrass" or "edwards"');if(o===void 0&&(o=e==="edwards"),!t||typeof t!="object")throw new Error(`expected valid ${e} CURVE object`);Wt(n);for(let d of["p","n","h"]){let l=t[d];if(!(Vt(l)&&l!==Ci))throw new Error(`CURVE.${d} must be positive bigint`)}let r=ec(t.p,n.Fp,o),i=ec(t.n,n.Fn,o),c=["Gx","Gy","a",e==="weierstrass"?"b":"d"];for(let d of c)if(!r.isValid(t[d]))throw new Error(`CURVE.${d} must be valid field element of CURVE.Fp`);return t=Object.freeze(Object.assign({},t)),{CURVE:t,Fp:r,Fn:i}}function ic(e,t){return function(o){let r=e(o);return{secretKey:r,publicKey:t(r)}}}var Jo=class{oHash;iHash;blockLen;outputLen;canXOF=!1;finished=!1;destroyed=!1;constructor(t,n){if(Lo(t),bt(n,void 0,"key"),this.iHash=t.create(),typeof this.iHash.update!="function")throw new Error("expected Hash instance");this.blockLen=this.iHash.blockLen,this.outputLen=this.iHash.outputLen;let o=this.blockLen,r=new Uint8Array(o);r.set(n.length>o?t.create().update(n).digest():n);for(let i=0;i<r.length;i++)r[i]^=54;this.iHash.update(r),this.oHash=t.create();for(let i=0;i<r.length;i++)r[i]^=106;this.oHash.update(r),Yn(r)}update(t){return gn(this),this.iHash.update(t),this}digestInto(t){gn(this),No(t,this),this.finished=!0;let n=t.subarray(0,this.outputLen);this.iHash.digestInto(n),this.oHash.update(n),this.oHash.digestInto(n),this.destroy()}digest(){let t=new Uint8Array(this.oHash.outputLen);return this.digestInto(t),t}_cloneInto(t){t||=Object.create(Object.getPrototypeOf(this),{});let{oHash:n,iHash:o,finished:r,destroyed:i,blockLen:s,outputLen:c,canXOF:d}=this;return t=t,t.finished=r,t.destroyed=i,t.blockLen=s,t.outputLen=c,t.canXOF=d,t.oHash=n._cloneInto(t.oHash),t.iHash=o._cloneInto(t.iHash),t}clone(){return this._cloneInto()}destroy(){this.destroyed=!0,this.oHash.destroy(),this.iHash.destroy()}},sc=(()=>{let e=((t,n,o)=>new Jo(t,n).update(o).digest());return e.create=(t,n)=>new Jo(t,n),e})();/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var ch=BigInt(0),$i=class extends Error{constructor(t=""){super(t)}},Rt={Err:$i,_tlv:{encode:(e,t)=>{let{Err:n}=Rt;if(sn(e,"tag"),e<0||e>255)throw new n("tlv.encode: wrong tag");if(Ia(t,"data"),t.length&1)throw new n("tlv.encode: unpadded data");let o=t.length/2,r=Zn(o);if(r.length/2&128)throw new n("tlv.encode: long form length too big");let i=o>127?Zn(r.length/2|128):"";return Zn(e)+i+r+t},decode(e,t){let{Err:n}=Rt;t=Ce(t,void 0,"DER data");let o=0;if(e<0||e>255)throw new n("tlv.decode: wrong tag");if(t.length<2||t[o++]!==e)throw new n("tlv.decode: wrong tlv");let r=t[o++],i=!!(r&128),s=0;if(!i)s=r;else{let d=r&127;if(!d)throw new n("tlv.decode(long): indefinite length not supported");if(d>4)throw new n("tlv.decode(long): byte length is too big");let l=t.subarray(o,o+d);if(l.length!==d)throw new n("tlv.decode: length bytes not complete");if(l[0]===0)throw new n("tlv.decode(long): zero leftmost byte");for(let f of l)s=s<<8|f;if(o+=d,s<128)throw new n("tlv.decode(long): not minimal encoding")}let c=t.subarray(o,o+s);if(c.length!==s)throw new n("tlv.decode: wrong value length");return{v:c,l:t.subarray(o+s)}}},_int:{encode(e){let{Err:t}=Rt;if(Ho(e),e<ch)throw new t("integer: negative integers are not allowed");let n=Zn(e);if(Number.parseInt(n[0],16)&8&&(n="00"+n),n.length&1)throw new t("unexpected DER parsing assertion: unpadded hex");return n},decode(e){let{Err:t}=Rt;if(e.length<1)throw new t("invalid signature integer: empty");if(e[0]&128)throw new t("invalid signature integer: negative");if(e.length>1&&e[0]===0&&!(e[1]&128))throw new t("invalid signature integer: unnecessary leading zero");return kt(e)}},toSig(e,t){let{Err:n,_int:o,_tlv:r}=Rt;if(t!==void 0&&(sn(t,"maxScalarBytes"),t<1))throw new n("invalid signature: maxScalarBytes must be positive");let i=Ce(e,void 0,"signature"),{v:s,l:c}=r.decode(48,i);if(c.length)throw new n("invalid signature: left bytes after parsing");let{v:d,l}=r.decode(2,s),{v:f,l:m}=r.decode(2,l);if(m.length)throw new n("invalid signature: left bytes after parsing");if(t!==void 0&&(d.length>t||f.length>t))throw new n("invalid signature: integer too large");return{r:o.decode(d),s:o.decode(f)}},hexFromSig(e){let{_tlv:t,_int:n}=Rt;Wt(e,{r:"bigint",s:"bigint"},{},"sig");let o=t.encode(2,n.encode(e.r)),r=t.encode(2,n.encode(e.s)),i=o+r;return t.encode(48,i)}},Xo=(Object.freeze(Rt._tlv),Object.freeze(Rt._int),Object.freeze(Rt));/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var ac=(e,t)=>(e+(e>=0?t:-t)/cc)/t;function dh(e,t,n){Si("scalar",e,qt,n);let[[o,r],[i,s]]=t,c=ac(s*e,n),d=ac(-r*e,n),l=e-c*o-d*i,f=-c*r-d*s,m=l<qt,h=f<qt;m&&(l=-l),h&&(f=-f);let p=Jn(Math.ceil(bn(n)/2))+an;if(l<qt||l>=p||f<qt||f>=p)throw new Error("splitScalar (endomorphism): failed for k");return{k1neg:m,k1:l,k2neg:h,k2:f}}function Ii(e){if(!["compact","recovered","der"].includes(e))throw new Error('Signature format must be "compact", "recovered", or "der"');return e}function Li(e,t){Wt(e);let n={};for(let o of Object.keys(t))n[o]=e[o]===void 0?t[o]:e[o];return vt(n.lowS,"lowS"),vt(n.prehash,"prehash"),n.format!==void 0&&Ii(n.format),n}var qt=BigInt(0),an=BigInt(1),cc=BigInt(2),Ni=BigInt(3),uh=BigInt(4);function dc(e,t={}){let n=rc("weierstrass",e,t),o=n.Fp,r=n.Fn,i=n.CURVE,{h:s,n:c}=i;Wt(t,{},{allowInfinityPoint:"boolean",clearCofactor:"function",isTorsionFree:"function",fromBytes:"function",toBytes:"function",endo:"object",randomBytes:"function"});let{endo:d,allowInfinityPoint:l,clearCofactor:f,isTorsionFree:m,fromBytes:h,toBytes:p}=t,g=t.randomBytes===void 0?Fo:t.randomBytes;if(d&&(!o.is0(i.a)||typeof d.beta!="bigint"||!Array.isArray(d.basises)))throw new Error('invalid endo: expected "beta": bigint and "basises": array');let v=d?{beta:d.beta,basises:d.basises.map(A=>[...A])}:void 0,b=lc(o,r);function k(){if(!o.isOdd)throw new Error("compression is not supported: Field does not have .isOdd()")}function x(A,w,S){if(w.is0()){if(!l)throw new Error("bad point: ZERO");return Uint8Array.of(0)}let{x:T,y:L}=w.toAffine(),N=o.toBytes(T);if(vt(S,"isCompressed"),S){k();let I=!o.isOdd(L);return At(uc(I),N)}else return At(Uint8Array.of(4),N,o.toBytes(L))}function q(A){Ce(A,void 0,"Point");let{publicKey:w,publicKeyUncompressed:S}=b,T=A.length,L=A[0],N=A.subarray(1);if(l&&T===1&&L===0)return{x:o.ZERO,y:o.ZERO};if(T===w&&(L===2||L===3)){let I=o.fromBytes(N);if(!o.isValid(I))throw new Error("bad point: is not on curve, wrong x");let K=Y(I),H;try{H=o.sqrt(K)}catch(Se){let be=Se instanceof Error?": "+Se.message:"";throw new Error("bad point: is not on curve, sqrt error"+be)}k();let re=o.isOdd(H);return(L&1)===1!==re&&(H=o.neg(H)),{x:I,y:H}}else if(T===S&&L===4){let I=o.BYTES,K=o.fromBytes(N.subarray(0,I)),H=o.fromBytes(N.subarray(I,I*2));if(!_(K,H))throw new Error("bad point: is not on curve");return{x:K,y:H}}else throw new Error(`bad point: got length ${T}, expected compressed=${w} or uncompressed=${S}`)}let z=p===void 0?x:p,me=h===void 0?q:h,ne=o.mul(i.b,Ni),R=o.is0(i.a)?A=>o.ZERO:A=>o.mul(i.a,A);function Y(A){let w=o.sqr(A),S=o.mul(w,A);return o.add(o.add(S,o.mul(A,i.a)),i.b)}function _(A,w){let S=o.sqr(w),T=Y(A);return o.eql(S,T)}if(!_(i.Gx,i.Gy))throw new Error("bad curve params: generator point");let P=o.mul(o.pow(i.a,Ni),uh),W=o.mul(o.sqr(i.b),BigInt(27));if(o.is0(o.add(P,W)))throw new Error("bad curve params: a or b");function J(A,w,S=!1){if(!o.isValid(w)||S&&o.is0(w))throw new Error(`bad point coordinate ${A}`);return typeof w=="object"&&w!==null?o.create(w):w}function ge(A){if(!(A instanceof de))throw new Error("Weierstrass Point expected")}function je(A){if(!v||!v.basises)throw new Error("no endo");return dh(A,v.basises,r.ORDER)}function en(A,w,S,T){if(!r.isValid(T))throw new RangeError("invalid scalar: out of range");if(v){let{k1neg:L,k1:N,k2neg:I,k2:K}=je(T),H=new de(o.mul(S.X,v.beta),S.Y,S.Z);A.push(L?S.negate():S,I?H.negate():H),w.push(N,K)}else A.push(S),w.push(T)}let xo=new WeakSet;class de{static BASE=new de(i.Gx,i.Gy,o.ONE);static ZERO=new de(o.ZERO,o.ONE,o.ZERO);static Fp=o;static Fn=r;X;Y;Z;constructor(w,S,T){this.X=J("x",w),this.Y=J("y",S,!0),this.Z=J("z",T),Object.freeze(this)}static CURVE(){return i}static fromAffine(w){let{x:S,y:T}=w||{};if(!w||!o.isValid(S)||!o.isValid(T))throw new Error("invalid affine point");if(w instanceof de)throw new Error("projective point not allowed");return o.is0(S)&&o.is0(T)?de.ZERO:new de(S,T,o.ONE)}static fromBytes(w){let S=de.fromAffine(me(Ce(w,void 0,"point")));return S.assertValidity(),S}static fromHex(w){return de.fromBytes(Ko(w))}get x(){return this.toAffine().x}get y(){return this.toAffine().y}precompute(w=6,S=!0){return It.setWindowSize(this,w),S||this.multiply(Ni),this}assertValidity(){let w=this;if(w.is0()){if(l&&o.is0(w.X)&&o.eql(w.Y,o.ONE)&&o.is0(w.Z))return;throw new Error("bad point: ZERO")}if(xo.has(w))return;let{x:S,y:T}=w.toAffine();if(!o.isValid(S)||!o.isValid(T))throw new Error("bad point: x or y not field elements");if(!_(S,T))throw new Error("bad point: equation left != right");if(!w.isTorsionFree())throw new Error("bad point: not in prime-order subgroup");xo.add(w)}hasEvenY(){let{y:w}=this.toAffine();if(!o.isOdd)throw new Error("Field doesn't support isOdd");return!o.isOdd(w)}equals(w){ge(w);let{X:S,Y:T,Z:L}=this,{X:N,Y:I,Z:K}=w,H=o.eql(o.mul(S,K),o.mul(N,L)),re=o.eql(o.mul(T,K),o.mul(I,L));return H&&re}negate(){return new de(this.X,o.neg(this.Y),this.Z)}double(){let{X:w,Y:S,Z:T}=this,L=o.ZERO,N=o.ZERO,I=o.ZERO,K=o.mul(w,w),H=o.mul(S,S),re=o.mul(T,T),ee=o.mul(w,S);return ee=o.add(ee,ee),I=o.mul(w,T),I=o.add(I,I),L=R(I),N=o.mul(ne,re),N=o.add(L,N),L=o.sub(H,N),N=o.add(H,N),N=o.mul(L,N),L=o.mul(ee,L),I=o.mul(ne,I),re=R(re),ee=o.sub(K,re),ee=R(ee),ee=o.add(ee,I),I=o.add(K,K),K=o.add(I,K),K=o.add(K,re),K=o.mul(K,ee),N=o.add(N,K),re=o.mul(S,T),re=o.add(re,re),K=o.mul(re,ee),L=o.sub(L,K),I=o.mul(re,H),I=o.add(I,I),I=o.add(I,I),new de(L,N,I)}add(w){ge(w);let{X:S,Y:T,Z:L}=this,{X:N,Y:I,Z:K}=w,H=o.ZERO,re=o.ZERO,ee=o.ZERO,Se=o.mul(S,N),be=o.mul(T,I),Le=o.mul(L,K),rt=o.add(S,T),ve=o.add(N,I);rt=o.mul(rt,ve),ve=o.add(Se,be),rt=o.sub(rt,ve),ve=o.add(S,L);let Ee=o.add(N,K);return ve=o.mul(ve,Ee),Ee=o.add(Se,Le),ve=o.sub(ve,Ee),Ee=o.add(T,L),H=o.add(I,K),Ee=o.mul(Ee,H),H=o.add(be,Le),Ee=o.sub(Ee,H),ee=R(ve),H=o.mul(ne,Le),ee=o.add(H,ee),H=o.sub(be,ee),ee=o.add(be,ee),re=o.mul(H,ee),be=o.add(Se,Se),be=o.add(be,Se),Le=R(Le),ve=o.mul(ne,ve),be=o.add(be,Le),Le=o.sub(Se,Le),Le=R(Le),ve=o.add(ve,Le),Se=o.mul(be,ve),re=o.add(re,Se),Se=o.mul(Ee,ve),H=o.mul(rt,H),H=o.sub(H,Se),Se=o.mul(rt,be),ee=o.mul(Ee,ee),ee=o.add(ee,Se),new de(H,re,ee)}subtract(w){return ge(w),this.add(w.negate())}is0(){return this.equals(de.ZERO)}multiply(w){if(!r.isValidNot0(w))throw new RangeError("invalid scalar: out of range");let{p:S,f:T}=It.mulSecret(this,w,s,Vn);return Vn([S,T])[0]}multiplyUnsafe(w){let S=this,T=w;if(!r.isValid(T))throw new RangeError("invalid scalar: out of range");if(T===qt||S.is0())return de.ZERO;if(T===an)return S;if(It.hasWindowSize(this))return It.mulUnsafe(S,T,Vn);let L=[],N=[];return en(L,N,S,T),Zo(de,L,N)}mulAddUnsafe(w,S,T){ge(S);let L=[],N=[];return en(L,N,this,w),en(L,N,S,T),Zo(de,L,N)}toAffine(w){let S=this,T=w;if(T!=null&&!o.isValid(T))throw new RangeError('"invertedZ" expected valid field element');let{X:L,Y:N,Z:I}=S;if(o.eql(I,o.ONE))return{x:L,y:N};let K=S.is0();T==null&&(T=K?o.ONE:o.inv(I));let H=o.mul(L,T),re=o.mul(N,T),ee=o.mul(I,T);if(K)return{x:o.ZERO,y:o.ZERO};if(!o.eql(ee,o.ONE))throw new Error("invZ was invalid");return{x:H,y:re}}isTorsionFree(){return s===an?!0:m?m(de,this):It.mulUnsafe(this,c).is0()}clearCofactor(){return s===an?this:f?f(de,this):this.multiplyUnsafe(s)}isSmallOrder(){return s===an?this.is0():this.clearCofactor().is0()}toBytes(w=!0){return vt(w,"isCompressed"),this.assertValidity(),z(de,this,w)}toHex(w=!0){return vi(this.toBytes(w))}toString(){return`<Point ${this.is0()?"ZERO":this.toHex()}>`}}let Vn=A=>tc(de,A),It=new Yo(de,g);return It.bits>=6&&de.BASE.precompute(6),Object.freeze(de.prototype),Object.freeze(de),de}function uc(e){return Uint8Array.of(e?2:3)}function lc(e,t){return{secretKey:t.BYTES,publicKey:1+e.BYTES,publicKeyUncompressed:1+2*e.BYTES,publicKeyHasPrefix:!0,signature:2*t.BYTES}}function lh(e,t={}){kn(e);let{Fn:n}=e,o=t.randomBytes===void 0?Fo:t.randomBytes,r=Object.assign(lc(e.Fp,n),{seed:Math.max(Go(n.ORDER),16)});function i(p){try{let g=n.fromBytes(p);return n.isValidNot0(g)}catch{return!1}}function s(p,g){let{publicKey:v,publicKeyUncompressed:b}=r;try{let k=p.length;return g===!0&&k!==v||g===!1&&k!==b?!1:!e.fromBytes(p).is0()}catch{return!1}}function c(p){return p=p===void 0?o(r.seed):p,Ai(Ce(p,r.seed,"seed"),n.ORDER)}function d(p,g=!0){return e.BASE.multiply(n.fromBytes(p)).toBytes(g)}function l(p){let{secretKey:g,publicKey:v,publicKeyUncompressed:b}=r,k=n._lengths;if(!wn(p))return;let x=Ce(p,void 0,"key").length,q=x===v||x===b,z=x===g||!!k?.includes(x);if(!(q&&z))return q}function f(p,g,v=!0){if(l(p)===!0)throw new Error("first arg must be private key");if(l(g)===!1)throw new Error("second arg must be public key");let b=n.fromBytes(p),k=e.fromBytes(g);if(k.is0())throw new Error("invalid public key: point at infinity");return k.multiply(b).toBytes(v)}let m={isValidSecretKey:i,isValidPublicKey:s,randomSecretKey:c},h=ic(c,d);return Object.freeze(m),Object.freeze(r),Object.freeze({getPublicKey:d,getSharedSecret:f,keygen:h,Point:e,utils:m,lengths:r})}function fc(e,t,n={}){kn(e);let o=t;Lo(o),Wt(n,{},{hmac:"function",lowS:"boolean",randomBytes:"function",bits2int:"function",bits2int_modN:"function"});let r=Object.assign({},n),i=r.randomBytes===void 0?Fo:r.randomBytes,s=r.hmac===void 0?(A,w)=>sc(o,A,w):r.hmac,{Fp:c,Fn:d}=e,{ORDER:l,BITS:f}=d,m=Go(l),h=Bi(i,m),{keygen:p,getPublicKey:g,getSharedSecret:v,utils:b,lengths:k}=lh(e,r),x={prehash:!0,lowS:typeof r.lowS=="boolean"?r.lowS:!0,format:"compact",extraEntropy:!1},q=l*cc+an<c.ORDER;function z(A){let w=l>>an;return A>w}function me(A,w){if(!d.isValidNot0(w))throw new Error(`invalid signature ${A}: out of range 1..Point.Fn.ORDER`);return w}function ne(){if(!c.isOdd)throw new Error("Field doesn't support isOdd")}function R(A,w,S){return ne(),(A===S?0:2)|Number(c.isOdd(w))}function Y(){if(q)throw new Error('"recovered" sig type is not supported for cofactor >2 curves')}function _(A,w){Ii(w);let S=k.signature,T=w==="compact"?S:w==="recovered"?S+1:void 0;return Ce(A,T)}class P{r;s;recovery;constructor(w,S,T){if(this.r=me("r",w),this.s=me("s",S),T!=null){if(Y(),![0,1,2,3].includes(T))throw new Error("invalid recovery id");this.recovery=T}Object.freeze(this)}static fromBytes(w,S=x.format){_(w,S);let T;if(S==="der"){if(w.length>2*d.BYTES+16)throw new Xo.Err("invalid signature: DER signature too long");let{r:K,s:H}=Xo.toSig(Ce(w),d.BYTES+1);return new P(K,H)}S==="recovered"&&(T=w[0],S="compact",w=w.subarray(1));let L=k.signature/2,N=w.subarray(0,L),I=w.subarray(L,L*2);return new P(d.fromBytes(N),d.fromBytes(I),T)}static fromHex(w,S){return this.fromBytes(Ko(w),S)}assertRecovery(){let{recovery:w}=this;if(w==null)throw new Error("invalid recovery id: must be present");return w}addRecoveryBit(w){return new P(this.r,this.s,w)}recoverPublicKey(w){let{r:S,s:T}=this,L=this.assertRecovery(),N=L===2||L===3?S+l:S;if(!c.isValid(N))throw new Error("invalid recovery id: sig.r+curve.n != R.x");let I=c.toBytes(N),K=e.fromBytes(At(uc((L&1)===0),I)),H=d.inv(N),re=J(Ce(w,void 0,"msgHash")),ee=d.create(-re*H),Se=d.create(T*H),be=e.BASE.mulAddUnsafe(ee,K,Se);if(be.is0())throw new Error("invalid recovery: point at infinify");return be.assertValidity(),be}hasHighS(){return z(this.s)}toBytes(w=x.format){if(Ii(w),w==="der")return Ko(Xo.hexFromSig(this));let{r:S,s:T}=this,L=d.toBytes(S),N=d.toBytes(T);return w==="recovered"?(Y(),At(Uint8Array.of(this.assertRecovery()),L,N)):At(L,N)}toHex(w){return vi(this.toBytes(w))}}Object.freeze(P.prototype),Object.freeze(P);let W=r.bits2int===void 0?function(w){if(w.length>8192)throw new Error("input is too large");let S=kt(w),T=w.length*8-f;return T>0?S>>BigInt(T):S}:r.bits2int,J=r.bits2int_modN===void 0?function(w){return d.create(W(w))}:r.bits2int_modN,ge=Jn(f);function je(A){return Si("num < 2^"+f,A,qt,ge),d.toBytes(A)}function en(A,w){return Ce(A,void 0,"message"),w?Ce(o(A),void 0,"prehashed message"):A}function xo(A,w,S){let{lowS:T,prehash:L,extraEntropy:N}=Li(S,x);A=en(A,L);let I=J(A),K=d.fromBytes(w);if(!d.isValidNot0(K))throw new Error("invalid private key");let H=[je(K),je(I)];if(N!=null&&N!==!1){let be=N===!0?i(k.secretKey):N;H.push(Ce(be,void 0,"extraEntropy"))}let re=At(...H),ee=I;function Se(be){let Le=W(be);if(!d.isValidNot0(Le))return;let rt=e.BASE.multiply(Le).toAffine(),ve=d.create(rt.x);if(ve===qt)return;let Ee;if(h!==void 0){let Wn=kt(Ai(h(m),l)),pp=d.inv(d.mul(Wn,Le)),hp=d.mul(Wn,ee),mp=d.mul(Wn,K);Ee=d.create(pp*d.create(hp+mp*ve))}else{let Wn=Ga(Le,l);Ee=d.create(Wn*d.create(ee+ve*K))}if(Ee===qt)return;let ii=R(rt.x,rt.y,ve),ia=Ee;return T&&z(Ee)&&(ia=d.neg(Ee),ii^=1),new P(ve,ia,q?void 0:ii)}return{seed:re,k2sig:Se}}function de(A,w,S={}){let{seed:T,k2sig:L}=xo(A,w,S);return za(o.outputLen,d.BYTES,s)(T,L).toBytes(S.format)}function Vn(A,w,S,T={}){let{lowS:L,prehash:N,format:I}=Li(T,x);if(S=Ce(S,void 0,"publicKey"),w=en(w,N),!wn(A)){let K=A instanceof P?", use sig.toBytes()":"";throw new Error("verify expects Uint8Array signature"+K)}_(A,I);try{let K=P.fromBytes(A,I),H=e.fromBytes(S);if(H.is0()||L&&K.hasHighS())return!1;let{r:re,s:ee}=K,Se=J(w),be=d.inv(ee),Le=d.create(Se*be),rt=d.create(re*be),ve=e.BASE.mulAddUnsafe(Le,H,rt);if(ve.is0())return!1;let Ee=ve.toAffine();return!(d.create(Ee.x)!==re||I==="recovered"&&K.recovery!==R(Ee.x,Ee.y,re))}catch{return!1}}function It(A,w,S={}){let{prehash:T}=Li(S,x);return w=en(w,T),P.fromBytes(A,"recovered").recoverPublicKey(w).toBytes()}return Object.freeze({keygen:p,getPublicKey:g,getSharedSecret:v,utils:b,lengths:k,Point:e,sign:de,verify:Vn,recoverPublicKey:It,Signature:P,hash:o})}/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */var fh={p:BigInt("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),n:BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),h:BigInt(1),a:BigInt("0xffffffff00000001000000000000000000000000fffffffffffffffffffffffc"),b:BigInt("0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),Gx:BigInt("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),Gy:BigInt("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};var ph=dc(fh),cn=fc(ph,La);var pt=32,Qo=Uint8Array.of(48,89,48,19,6,7,42,134,72,206,61,2,1,6,8,42,134,72,206,61,3,1,7,3,66,0),Pe=class e{constructor(t){this.point=t}point;static fromPoint(t){if(t.length!==1+2*pt||t[0]!==4)throw new y("a public key is no uncompressed point of P-256");try{cn.Point.fromBytes(t).assertValidity()}catch{throw new y("a public key is not on P-256")}return new e(Uint8Array.from(t))}static fromJwk(t){return Z("kty of a key",t.kty,"EC"),Z("crv of a key",t.crv,"P-256"),e.fromPoint(oe(Uint8Array.of(4),pc(t.x),pc(t.y)))}static fromSpki(t){let n=t.subarray(0,Qo.length);if(!Ne(n,Qo))throw new y("a public key is not of P-256");return e.fromPoint(t.subarray(Qo.length))}static ofScalar(t){return e.fromPoint(cn.getPublicKey(t,!1))}jwk(){return{kty:"EC",crv:"P-256",x:We(this.point.subarray(1,1+pt)),y:We(this.point.subarray(1+pt))}}spki(){return oe(Qo,this.point)}async spkiSha256(){return ie(await ue(this.spki()))}equals(t){return Ne(this.point,t.point)}async verifies(t,n){let o={name:"ECDSA",namedCurve:"P-256"},r=await crypto.subtle.importKey("raw",this.point,o,!1,["verify"]);return crypto.subtle.verify({name:"ECDSA",hash:"SHA-256"},r,n,t)}};function pc(e){let t=Ue(e);if(t.length!==pt)throw new y("a coordinate of a key has not 32 octets");return t}function xn(){return Uint8Array.from(cn.utils.randomSecretKey())}function Di(e,t){return Uint8Array.from(cn.sign(t,e,{prehash:!1,lowS:!0,format:"der"}))}function zi(e,t){return Uint8Array.from(cn.getSharedSecret(e,t.point).subarray(1,1+pt))}var er=cn.Point.Fn.ORDER;function hc(e){return BigInt(`0x${ie(e)}`)}function Ui(e){if(e.length!==2*pt)throw new y(`a signature has ${e.length} octets, expected 64`);let[t,n]=[hc(e.subarray(0,pt)),hc(e.subarray(pt))];if(t===0n||n===0n||t>=er||n>=er)throw new y("a signature is out of range");if(n<=er/2n)return e;let o=(er-n).toString(16).padStart(2*pt,"0"),r=Uint8Array.from({length:pt},(i,s)=>Number.parseInt(o.slice(2*s,2*s+2),16));return oe(e.subarray(0,pt),r)}async function mc(e){let t=et(B.sequence,et(B.oid,Uint8Array.of(85,4,3)),et(B.utf8String,new TextEncoder().encode("Phone"))),n=et(B.sequence,et(B.set,t)),o=et(B.integer,Uint8Array.of(0)),r=et(160),i=et(B.sequence,o,n,Pe.ofScalar(e).spki(),r),s=Di(e,await ue(i)),c=Uint8Array.of(42,134,72,206,61,4,3,2),d=et(B.sequence,et(B.oid,c));return et(B.sequence,i,d,et(B.bitString,Uint8Array.of(0),s))}function $(e){return{optional:e}}function O(e){return(t,n)=>{let o=Gt(t,n),r=[...o.keys()].find(s=>!Object.hasOwn(e,s));if(r!==void 0)throw new y(`${n} has the unknown member ${r.slice(0,40)}`);let i=Object.entries(e).map(([s,c])=>{let d=o.get(s);if(typeof c!="function")return[s,d===void 0?void 0:c.optional(d,s)];if(d===void 0)throw new y(`${n} has no ${s}`);return[s,c(d,s)]});return Object.fromEntries(i)}}function Gt(e,t){if(!(e instanceof Map))throw new y(`${t} is no object`);return e}function pe(e,t){return(n,o)=>{if(!Array.isArray(n))throw new y(`${o} is no array`);if(n.length>t)throw new y(`${o} has ${n.length} elements, at most ${t} are accepted`);return n.map(r=>e(r,o))}}var _n=(e,t)=>{if(typeof e!="boolean")throw new y(`${t} is neither true nor false`);return e};function Ae(e){return(t,n)=>{if(t!==e)throw new y(`${n} must be ${e}`);return e}}function Q(...e){return(t,n)=>{let o=e.find(r=>r===t);if(o===void 0)throw new y(`${n} must be one of ${e.join(", ")}`);return o}}function X(e){return(t,n)=>{if(typeof t!="string")throw new y(`${n} is no text`);if(t.length>e)throw new y(`${n} has more than ${e} characters`);return t}}function Ke(e,t){return(n,o)=>{if(typeof n!="string"||!e.test(n))throw new y(`${o} must be ${t}`);return n}}var Be=Ke(/^[0-9a-f]{32}$/,"32 lower-case hexadecimal digits"),ce=Ke(/^[0-9a-f]{64}$/,"64 lower-case hexadecimal digits"),tr=(e,t)=>{let n=Ke(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,"a language tag such as en or pt-BR")(e,t);if(n.length>35)throw new y(`${t} must be a language tag such as en or pt-BR`);return n};function Sn(e,t){return(n,o)=>{if(typeof n!="bigint"||n<BigInt(e)||n>BigInt(t))throw new y(`${o} must be ${e} to ${t}`);return Number(n)}}var Te=Sn(-62135596800,253402300799),En=(e,t)=>{if(typeof e!="bigint"||e<0n||e>=1n<<64n)throw new y(`${t} must have at most 64 bits`);return e};function Ct(e,t){return(n,o)=>{if(typeof n!="string"||n.length>(t+3)*2)throw new y(`${o} is no base64 of at most ${t} octets`);let r=Gn(n);if(r.length<e||r.length>t)throw new y(`${o} has ${r.length} octets, there must be ${e} to ${t}`);return r}}var Mi=Ct(32,32),hh=O({kty:X(16),crv:X(16),x:X(64),y:X(64)}),Bt=(e,t)=>Pe.fromJwk(hh(e,t)),$t=Ct(1,16*1024);function Qn(e){return Promise.all(e.map(t=>wt.fromDer(t)))}var mh=O({state:X(64)});function nr(e){return mh(ke(e,"the answer"),"the answer").state}function yc(e){let t;try{t=JSON.parse(e)}catch{t=void 0}let n=new Map(typeof t=="object"&&t!==null?Object.entries(t):[]),o=i=>{let s=n.get(i);return typeof s=="string"?s:void 0},r=i=>{let s=n.get(i);return typeof s=="number"&&Number.isSafeInteger(s)?s:void 0};return{slug:(o("type")??"").split("/").at(-1)??"",title:o("title")??"",detail:o("detail"),remaining:r("remaining"),lockedUntil:r("locked_until"),state:o("state")}}var U={pinWrong:"pin-wrong",pinLocked:"pin-locked",pinExhausted:"pin-exhausted",phoneCopied:"phone-copied",deviceBlocked:"device-blocked",deviceUnknown:"device-unknown",deviceEnded:"device-ended",linkUnknown:"link-unknown",linkWrong:"link-wrong",linkLate:"link-late",linkOver:"link-over",tooManyClaims:"too-many-claims",certificateNotInForce:"certificate-not-in-force",askedTooOften:"asked-too-often",requestOpen:"request-open",tooManyRequestsOpen:"too-many-requests-open",notFrozen:"not-frozen",noFurtherPhone:"no-further-phone",phoneNotTheirs:"phone-not-theirs",tooManyWishes:"too-many-wishes",tooManyUnlocks:"too-many-unlocks",tooManyMessages:"too-many-messages",sessionOver:"session-over",sessionUnknown:"session-unknown",sessionExpired:"session-expired",pollTimes:"poll-times",activationUsed:"activation-used",activationExpired:"activation-expired",activationCancelled:"activation-cancelled",activationEnded:"activation-ended",activationUnknown:"activation-unknown",activationWrong:"activation-wrong"};var $e=class extends Error{constructor(n,o){super(`the service refused (${n}): ${o.title||"it gave no reason"}`);this.status=n;this.problem=o}status;problem;name="ServiceRefused"},he=class extends Error{name="Unreachable"},ht=class extends Error{name="Unexpected"},Pn=class extends Error{name="StorageFailed"},Yt=class extends Error{name="AlreadyAnswered"},Tn=class extends Error{name="SignedElsewhere"},dn=class extends Error{name="WrongShare"},On=class extends Error{name="SamePin"},mt=class extends Error{name="LockNotOpened"},Lt=class extends Error{name="WrongMoment"};function eo(e){return e instanceof $e?e.problem.slug:void 0}var yh=[U.deviceBlocked,U.phoneCopied,U.pinExhausted,U.deviceUnknown,U.deviceEnded];function at(e){return yh.some(t=>t===eo(e))}var gc=1024*1024;async function wc(){let e=await fetch("/service.json",{cache:"no-store",redirect:"error",credentials:"omit",signal:AbortSignal.timeout(1e4)}),{phone_api:t}=await e.json();if(!e.ok||typeof t!="string")throw new he("this page does not say its service");return t}var bc=async e=>{let t=xc(e.baseUrl+e.path);try{let n=await kc(t,e,AbortSignal.timeout(e.patience));return{status:n.status,body:await gh(n)}}catch(n){throw n instanceof ht?n:new he(`the service at ${t.host} cannot be reached`)}},vc=async function*(e){let t=xc(e.baseUrl+e.path),n=new AbortController,o,r=()=>{clearTimeout(o),o=setTimeout(()=>n.abort(),e.patience)};try{r();let i=await kc(t,e,n.signal);if(i.status!==200)return;let s=i.body?.getReader(),c=new TextDecoder;for(;;){let d=await s?.read();if(d===void 0||d.done)return;r(),yield c.decode(d.value,{stream:!0})}}catch{}finally{clearTimeout(o),n.abort()}};function kc(e,{body:t,signal:n},o){return fetch(e,{...t===void 0?{}:{method:"POST",headers:{"content-type":"application/jose"},body:t},redirect:"error",credentials:"omit",cache:"no-store",referrerPolicy:"no-referrer",signal:AbortSignal.any([o,...n===void 0?[]:[n]])})}async function gh(e){let t=e.body?.getReader(),n=new TextDecoder,[o,r]=["",0];for(;;){let i=await t?.read();if(i===void 0||i.done)return o+n.decode();if(r+=i.value.length,r>gc)throw await t?.cancel(),new ht(`the service's answer has more than ${gc} octets`);o+=n.decode(i.value,{stream:!0})}}function xc(e){let t=new URL(e),n=["localhost","127.0.0.1","[::1]"].includes(t.hostname);if(t.protocol!=="https:"&&!(t.protocol==="http:"&&n))throw new ht("the service's address must be https, except on this machine");return t}var wh=4e3,_c=4,bh=[[173,173],[847,847],[1536,1541],[1564,1564],[1757,1757],[1807,1807],[2192,2193],[2274,2274],[4447,4448],[6068,6069],[6155,6159],[8203,8207],[8232,8238],[8288,8303],[10240,10240],[12644,12644],[57344,63743],[64976,65007],[65279,65279],[65440,65440],[65520,65535],[69821,69821],[69837,69837],[78896,78943],[113824,113827],[119155,119162],[917504,1114111]],vh=[[768,879],[1155,1161],[6832,6911],[7616,7679],[8400,8447],[65056,65071]];function Sc(e,t){return e.some(([n,o])=>t>=n&&t<=o)}function kh(e){let t=e.codePointAt(0)??0;return new RegExp("\\p{White_Space}","u").test(e)&&e!==" "||new RegExp("\\p{Cc}","u").test(e)||Sc(bh,t)||(t&65534)===65534}function xh(e,t){return[e[t-1],e[t],e[t+1],e[t+2]].join("")==="র‍্য"}function Ec(e,t,n){let o=[...e],r=0;for(let[i,s]of o.entries()){let c=n&&s===`
`,d=s.codePointAt(0)??0;if(!c&&kh(s)&&!xh(o,i)){let l=d.toString(16).toUpperCase().padStart(4,"0");throw new y(`${t} contains U+${l}, which could mislead a reader`)}if(r=Sc(vh,d)?r+1:0,r>_c)throw new y(`${t} has more than ${_c} combining marks in a row`)}}function Pc(e,t,n){let o=[...e].length;if(o===0)throw new y(`${t} must not be empty`);if(o>n)throw new y(`${t} has ${o} characters, at most ${n} are accepted`)}function or(e){return(t,n)=>{if(typeof t!="string")throw new y(`${n} is no text`);if(Pc(t,n,e),t.startsWith(" ")||t.endsWith(" "))throw new y(`${n} must not begin or end with a space`);return Ec(t,n,!1),t}}function Tc(e){Pc(e,"to_be_signed",wh),Ec(e,"to_be_signed",!0)}var rr=or(2),nt=or(120),ir=or(200),Oc=or(253);var _h=4,Sh=O({alg:X(16),typ:X(64),kid:$(X(256)),x5c:$(pe($t,_h)),jwk:$(Bt)});function Ac(e,t,n){let o=e.split("."),[r="",i="",s=""]=o;if(o.length!==3)throw new y(`${n} has ${o.length} parts, expected 3`);let c=Sh(ke(st(Ue(r)),`the header of ${n}`),`the header of ${n}`);Z(`alg of ${n}`,c.alg,"ES256"),Z(`typ of ${n}`,c.typ,t);let d=Ue(s);if(d.length!==64)throw new y(`${n} has a signature of ${d.length} octets, expected 64`);let l=ke(st(Ue(i)),n);return{compact:e,payload:l,x5c:c.x5c??[],jwk:c.jwk,signature:d}}function Rc(e,t){if(!Ne(Ui(e.signature),e.signature))throw new y(`${t} has the higher value of s in its signature`)}async function qc(e,t,n){let o=j(e.compact.slice(0,e.compact.lastIndexOf(".")));if(!await t.verifies(o,e.signature))throw new y(`the signature of ${n} does not verify`)}async function Ie(e,t,n,o){let r=Ge({alg:"ES256",typ:e,jwk:o}),i=`${We(j(r))}.${We(j(Ge(t)))}`;return`${i}.${We(Ui(await n(j(i))))}`}var Fe=class e{constructor(t,n,o,r){this.kind=t;this.jws=n;this.claims=o;this.sha256=r}kind;jws;claims;sha256;static async parse(t,n){if(n.length>t.longest)throw new y(`${t.name} has ${n.length} octets, at most ${t.longest} are accepted`);let o=Ac(n,t.typ,t.name);if(t.lowerS&&Rc(o,t.name),o.jwk!==void 0&&t.headerKey!=="device-key"||o.x5c.length>0&&t.headerKey!=="certificates")throw new y(`the header of ${t.name} must carry no other key than its message allows`);return new e(t,o,t.read(o.payload,t.name),await gt(n))}get headerCertificates(){return this.jws.x5c}async verify(t){return await qc(this.jws,t,this.kind.name),{body:this.claims,compact:this.jws.compact,sha256:this.sha256}}};var Cc=64,Eh=O({v:Ae(1n),aud:Ae("phone"),number:En,country:rr,statement_key:Bt,next_statement_key:$(Bt),opening_key:Bt,receipt_key:Bt,relying_party_issuers:pe($t,Cc),person_issuers:$(pe($t,Cc)),issued_at:Te}),Ph=(e,t)=>{let n=Eh(e,t),{statement_key:o,opening_key:r,receipt_key:i}=n;if(o.equals(r)||o.equals(i)||r.equals(i))throw new y("statement_key must not have a second use");if(n.relying_party_issuers.length===0)throw new y("relying_party_issuers must have one at least");if(n.number>=1n<<63n)throw new y("number must be below 2^63");return n},Ki={typ:"sign-key-list+jwt",name:"key list",longest:65536,headerKey:"none",lowerS:!0,read:Ph};async function Fi(e){let t=await e.statement_key.spkiSha256();return e.next_statement_key===void 0?{current:t}:{current:t,next:await e.next_statement_key.spkiSha256()}}async function sr(e,t,n){let o=await Fe.parse(Ki,e),r=o.claims.statement_key,i=await r.spkiSha256();if(i!==t.current&&i!==t.next)throw Mt("the statement key of the key list",i,t.current);let s=await o.verify(r);if(s.body.number<n)throw new y(`key list number ${s.body.number} is lower than ${n}, which was already accepted`);return s}var An=["authentication","signature"],Bc=21e4,Vi=0n,Hi=Uint8Array.of(0);async function Rn(e,t,n){let o=await crypto.subtle.importKey("raw",e,"PBKDF2",!1,["deriveBits"]),r=new Uint8Array(await crypto.subtle.deriveBits({name:"PBKDF2",hash:"SHA-256",salt:t,iterations:n},o,256)),i=await ar(r,j("greatseal proof key v1")),s=await ar(r,j("greatseal wrap part v1"));return r.fill(0),{proofKey:i,wrapPart:s}}function $c(e,t,n){return ar(e,oe(dr("greatseal service share v1",t),Co(n)))}var cr=new Uint8Array(0);async function to(e,t,n,o,r){let i=qo(e,t),s=oe(i,n,r),c=await ar(s,dr("greatseal wrap key v1",o));return i.fill(0),s.fill(0),c}function Wi(e,t){return oe(dr("greatseal wrapped key v1",e),t.point)}function Lc(e,t){let n=t.before.map(Ye),o=oe(dr("greatseal pin proof v2",t.purpose),Ye(t.device),Co(t.epoch),Ye(t.statementSha256),t.ephemeralKey.point,...n);return Ic(e,o)}async function Nc(e,t){let n=[Ye(t.activationId),j(t.deviceKind),t.csrAuthentication,t.csrSignature,t.deviceKey.point,t.proofKeys.authentication,t.proofKeys.signature,t.seed,Co(BigInt(t.iat))],o=oe(...n.flatMap(i=>[Kt(i.length),i])),r=oe(j("greatseal activation v1"),Hi,await ue(o));return o.fill(0),Ic(e,r)}function dr(e,t){return oe(j(e),Hi,j(t),Hi)}async function ar(e,t){let n=await crypto.subtle.importKey("raw",e,"HKDF",!1,["deriveBits"]);return new Uint8Array(await crypto.subtle.deriveBits({name:"HKDF",hash:"SHA-256",salt:new Uint8Array(0),info:t},n,256))}async function Ic(e,t){let n=await crypto.subtle.importKey("raw",e,{name:"HMAC",hash:"SHA-256"},!1,["sign"]);return new Uint8Array(await crypto.subtle.sign("HMAC",n,t))}var Th={name:"ECDSA",namedCurve:"P-256"};async function Dc(){let{privateKey:e,publicKey:t}=await crypto.subtle.generateKey(Th,!1,["sign","verify"]);return{private:e,point:new Uint8Array(await crypto.subtle.exportKey("raw",t))}}function ur(e){return async t=>new Uint8Array(await crypto.subtle.sign({name:"ECDSA",hash:"SHA-256"},e.private,t))}async function lr(e,t,n){let o=qe(12),r=await crypto.subtle.importKey("raw",n,"AES-GCM",!1,["encrypt"]),i=Wi(t,Pe.ofScalar(e)),s=await crypto.subtle.encrypt({name:"AES-GCM",iv:o,additionalData:i},r,e);return{nonce:o,ciphertext:new Uint8Array(s)}}async function ji({nonce:e,ciphertext:t},n,o,r){let i=await crypto.subtle.importKey("raw",r,"AES-GCM",!1,["decrypt"]),s=Wi(n,o),c;try{c=new Uint8Array(await crypto.subtle.decrypt({name:"AES-GCM",iv:e,additionalData:s},i,t))}catch{throw new dn("the signing key does not open with the service's share")}if(Pe.ofScalar(c).equals(o))return c;throw c.fill(0),new dn("the signing key does not open with the service's share")}var fr=class e{constructor(t,n,o,r){this.environment=t;this.current=n;this.keyList=o;this.enrolled=r}environment;current;keyList;enrolled;known=new Map;wrongPins;last=Promise.resolve();static async open(t){let n=await t.storage.read();if(n===void 0)return new e(t,void 0,void 0,void 0);let o=await sr(n.keyList,n.statementKeyPin,n.keyListNumber),r=n.enrolled===void 0?void 0:await Gi(n.enrolled);return new e(t,n,o,r)}get state(){if(this.current===void 0)throw new Lt("this phone is not enrolled");return this.current}get isNew(){return this.current===void 0}get hasOutstandingEnrolment(){return this.current?.enrolment!==void 0}get identity(){if(this.enrolled===void 0)throw new Lt("this phone is not enrolled");return this.enrolled}get acceptedKeyList(){if(this.keyList===void 0)throw new Lt("this phone has no key list");return this.keyList}get iterations(){return this.environment.iterations??Bc}now(){return this.environment.now()}get sign(){return ur(this.state.deviceKey)}begin(t){return this.inTurn(async()=>{await this.environment.storage.write(t),this.current=t})}commit(t){return this.inTurn(async()=>{let n=t(this.state);await this.environment.storage.write(n),this.current=n})}forget(){return this.inTurn(async()=>{await this.environment.storage.clear(),[this.current,this.keyList,this.enrolled]=[void 0,void 0,void 0]})}inTurn(t){let n=this.last.then(t);return this.last=n.catch(()=>{}),n}async tell(t){return nr((await this.send("/v1/phone/messages",t,ct)).body)}send(t,n,o,r){return qn(this.environment,this.state.baseUrl,t,o,n,r)}},ct=2e4,Oh=5,Ah=[202,502,503,504];async function qn(e,t,n,o,r,i){let s={baseUrl:t,path:n,patience:o,...r===void 0?{}:{body:r},...i===void 0?{}:{signal:i}};for(let c=1;;c+=1){let d=await e.door(s).catch(f=>{if(f instanceof he)return f;throw f});if(!(d instanceof he||Ah.includes(d.status))||c===Oh||i?.aborted===!0){if(d instanceof he)throw d;if(d.status!==200&&d.status!==201)throw new $e(d.status,yc(d.body));return d}await new Promise(f=>setTimeout(f,e.pause))}}async function Gi({device:e,certificates:t}){let n=await wt.fromDer(t.authentication);return{device:e,certificates:{authentication:n,signature:await wt.fromDer(t.signature)}}}var Rh=512,zc="a plain https address of at most 512 octets",qh=/^(?:https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*|http:\/\/(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?\/[A-Za-z0-9\-._~/?&=%+,;:@!$'()*]*$/,pr=Ke(qh,zc);function hr(e,t){if(e.length>Rh)throw new y(`${t} must be ${zc}`)}function Yi(e){return new URL(e).hostname}function Zi(e){return e.startsWith("http://")}function mr(e,t,n){let o=Yi(e);if(o!==t&&!o.endsWith(`.${t}`)&&!Zi(e))throw new y(`${n} must lie at the registered domain of the relying party`)}var Uc=512,Ch=1024,[Bh,$h]=[-60,600],Ji=Q("qr","same_device"),Mc=O({ways:pe(Ji,2),callback:$(pr),secret:X(Ch)}),Kc=O({way:Ji,callback_sha256:$(ce)});function Fc({ways:e,callback:t}){if(e.length===0||new Set(e).size!==e.length)throw new y("ways must be one or two, each once");if(t!==void 0!==e.includes("same_device"))throw new y("callback must be there with same_device, and only then");t!==void 0&&hr(t,"callback")}function Hc({callback:e},t){e!==void 0&&mr(e,t,"callback")}function Vc({way:e,callback_sha256:t}){return t!==void 0==(e==="same_device")}function Wc({ways:e},t,n){return e.includes(t.way)&&t.callback_sha256===(t.way==="same_device"?n:void 0)}function jc(e){let t=e.trim();if(t.length>Uc)throw new y(`link has ${t.length} characters, at most ${Uc} are accepted`);let[n,o,r="",i="",s="",c="",...d]=t.slice(t.indexOf("#")+1).split(":"),l=Number(s);if(n!=="sign-link"||o!=="1"||d.length>0||!Number.isSafeInteger(l)||String(l)!==s)throw new y("link must be sign-link:1:<session>:<way>:<step>:<code>");if(l<Bh||l>$h)throw new y("step must be -60 to 600");let f=Ue(c);if(f.length!==32)throw new y("link must have a code of 32 octets");return{session:Be(r,"session"),way:Ji(i,"way"),step:l,code:f}}function Gc(e,{session:t,way:n,step:o,code:r},i,s){return Ie("sign-claim+jwt",{v:1,aud:"consent",session:t,device:e,way:n,step:o,code:we(r),iat:i},s)}async function Yc(){let e=qe(32);return{octets:e,sha256:ie(await ue(e))}}function Zc(e,t,n){return`${e}${e.includes("?")?"&":"?"}session=${t}&verifier=${We(n.octets)}`}var Cn=50,Lh=32*1024*1024,Jc=O({to_be_signed:$(Ct(1,65536)),digest:$(O({algorithm:Q("sha256"),value:Ct(32,32)})),document_name:$(nt),document_sha256:$(ce),location:$(O({url:pr,size:Sn(1,Lh)})),must_open:$(_n)});function Xc({location:e,must_open:t},n){let o=n.type==="text";if(e!==void 0&&o)throw new y("location has no place with a text");if(e!==void 0&&hr(e.url,"url"),t===!0&&!o&&e===void 0)throw new y("must_open needs a text, or a location")}function Qc({url:e}){return Zi(e)}function ed(e,t){mr(e.url,t,"url")}async function td(e,t,n){if(e.length!==t.size)throw Mt("the length of the document",String(e.length),String(t.size));let o=ie(await ue(e));if(o!==n&&await Nh(e)!==n)throw Mt("the document",o,n)}async function Nh(e){if(!Xi(e))return;let t="/ByteRange",n=Ih(e,t);if(n<0)return;let o=Qi(e.subarray(n+t.length,n+t.length+100)),[,r,i,s]=/^\s*\[\s*0\s+([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*\]/.exec(o)?.map(Number)??[];if(r===void 0||i===void 0||s===void 0||i+s!==e.length||r>i)return;let c=e.subarray(r,i);return c.length>=2&&c[0]===60&&c.at(-1)===62&&c.subarray(1,-1).every(l=>l===48)?ie(await ue(oe(e.subarray(0,r),e.subarray(i)))):void 0}function Xi(e){return Qi(e.subarray(0,5))==="%PDF-"}function Qi(e){return String.fromCharCode(...e)}function Ih(e,t){for(let n=e.length-t.length;n>=0;n-=1)if(e[n]===47&&Qi(e.subarray(n,n+t.length))===t)return n;return-1}var yr=O({amount:Ke(/^(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?$/,"decimal text such as 1250.00"),currency:Ke(/^[A-Z]{3}$/,"three upper-case letters"),payee:nt});function nd(e,t){return e?.amount===t?.amount&&e?.currency===t?.currency&&e?.payee===t?.payee}var He="to_be_signed",od=64*1024,Dh="2.16.840.1.101.3.4.2.1",no={contentType:"1.2.840.113549.1.9.3",messageDigest:"1.2.840.113549.1.9.4",signingTime:"1.2.840.113549.1.9.5",signingCertificate:"1.2.840.113549.1.9.16.2.12",signingCertificateV2:"1.2.840.113549.1.9.16.2.47"};function rd(e){if(e.length>od)throw new y(`${He} has more than ${od} octets`);let t=_e(on(e,B.set,He),B.set,He),n=t.map(s=>ie(s.whole));if(n.some((s,c)=>c>0&&!((n[c-1]??"")<s)))throw new y(`${He} is not in DER order`);let o=new Map;for(let s of t){let[c,d,...l]=_e(s,B.sequence,He),f=Tt(c,He),[m,...h]=_e(d,B.set,He);if(m===void 0||h.length>0||l.length>0)throw new y(`${He} has an attribute without one value`);if(o.has(f))throw new y(`${He} has the attribute ${f} twice`);o.set(f,m)}let r=o.get(no.messageDigest);if(r?.tag!==B.octetString)throw new y(`${He} has no message digest`);let i=o.get(no.signingCertificateV2);return{contentType:Tt(o.get(no.contentType),He),messageDigest:ie(r.content),hasSigningTime:o.has(no.signingTime),signingCertificates:+(i!==void 0)+Number(o.has(no.signingCertificate)),signingCertificateSha256:i===void 0?void 0:zh(i)}}function zh(e){let[t]=_e(e,B.sequence,He),[n]=_e(t,B.sequence,He),o=_e(n,B.sequence,He),r=o[0]?.tag===B.sequence?o.shift():void 0,i=r===void 0||Tt(_e(r,B.sequence,He)[0],He)===Dh,s=o[0];if(s?.tag!==B.octetString)throw new y(`${He} names a certificate without its hash`);return i&&s.content.length===32?ie(s.content):void 0}var Uh="1.2.840.113549.1.7.1";async function id(e){let{purpose:t,documents:n=[],challenge:o}=e;if(t==="signature"){if(o!==void 0||n.length===0)throw new y("documents must be 1 to 50 for purpose signature, without a challenge");return Promise.all(n.map(r=>Mh(r,e.certificate_id)))}if(o===void 0||n.length>0)throw new y("purpose authentication needs a challenge and nothing else");return[{type:"challenge",challenge:o}]}async function Mh(e,t){let{to_be_signed:n,digest:o}=e;if(n===void 0==(o===void 0))throw new y("documents need to_be_signed or digest, one of them");let r=n===void 0?{type:"digest",sha256:ie(o?.value??new Uint8Array)}:await Kh(n,e,t);return Xc(e,r),r}async function Kh(e,t,n){let o=ie(await ue(e)),r=Fh(e);if(r!==void 0)return Hh(r,o,t);let i=rd(e);if(n===void 0)throw new y("to_be_signed must be a text where nobody is named: signed attributes bind a certificate that is known before");if(t.document_sha256===void 0)throw new y("document_sha256 is needed with CMS signed attributes");if(t.document_name===void 0)throw new y("document_name is needed with CMS signed attributes");return Vh(i,t.document_sha256,n),{type:"document",sha256:o}}function Fh(e){if(!e.includes(6))try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(e)}catch{return}}function Hh(e,t,n){if(/^[\p{White_Space}]*</u.test(e))throw new y("to_be_signed is XML, which this version cannot check");return Tc(e),n.document_sha256!==void 0&&Z("document_sha256",n.document_sha256,t),{type:"text",text:e,sha256:t}}function Vh(e,t,n){if(e.contentType!==Uh)throw new y("to_be_signed must have the content type id-data");if(e.hasSigningTime)throw new y("to_be_signed must not carry a signing-time attribute");if(e.messageDigest!==t)throw Mt("messageDigest in to_be_signed",e.messageDigest,t);if(e.signingCertificates!==1||e.signingCertificateSha256===void 0)throw new y("to_be_signed must name the signing certificate once, by SHA-256 (signing-certificate-v2)");Z("the signing certificate in to_be_signed",e.signingCertificateSha256,n)}var Wh=oe(j("mobile-signature-authentication-v1"),Uint8Array.of(0));function jh(e){return oe(Wh,Ye(e))}async function sd(e,t){switch(e.type){case"documents":return e.documents.map(n=>Ye(n.sha256));case"challenge":return[await ue(jh(t))];case"heard_digest":return[e.digest.slice(0,32)]}}var oo=600,ad=60,ro=Ke(/^[a-z0-9._-]{1,64}$/,"1 to 64 of a-z 0-9 . _ -"),Zt=Q("authentication","signature"),es=Ct(16,64),Gh=Q("compare","choose"),Yh=O({aud:Ae("mobile-signature"),iss:ro,jti:Ke(/^[A-Za-z0-9._-]{1,64}$/,"1 to 64 of A-Z a-z 0-9 . _ -"),iat:Te,exp:Te,certificate_id:$(ce),link:$(Mc),purpose:Zt,documents:$(pe(Jc,Cn)),challenge:$(es),text:$(ir),language:$(tr),payment:$(yr),code_mode:$(Gh)}),Zh=(e,t)=>{let n=Yh(e,t),o=n.exp-n.iat;if(o<1||o>oo)throw new y("exp must be 1 to 600 seconds after iat");let{certificate_id:r,link:i}=n;if(r===void 0==(i===void 0))throw new y("link must be there, or certificate_id, one of them");if(i!==void 0&&n.code_mode!==void 0)throw new y("code_mode must be absent with a link");return i!==void 0&&Fc(i),n},gr={typ:"sign-request+jwt",name:"request",longest:163840,headerKey:"certificates",lowerS:!1,read:Zh};async function cd(e){let t=e.link?.callback;return{members:e,contents:await id(e),callbackSha256:t===void 0?void 0:await gt(t)}}var ts=Q("ES256"),Jh=Q("compare","choose","none"),Xh=O({type:Q("to_be_signed","digest"),sha256:ce,document_name:$(nt),document_sha256:$(ce),must_open:$(_n)}),Qh=O({type:Q("documents"),algorithm:ts,documents:pe(Xh,Cn)}),em=O({type:Q("challenge"),algorithm:ts,challenge:es}),tm=O({type:Q("heard_digest"),algorithm:ts,digest:nm});function nm(e,t){let n=Gt(e,t),[[o,r]=["",null],...i]=n,s={sha256:32,sha384:48,sha512:64}[o];if(s===void 0||i.length>0)throw new y(`${t} must be one of sha256, sha384, sha512`);return Ct(s,s)(r,o)}var om=(e,t)=>{switch(Gt(e,t).get("type")){case"documents":return Qh(e,t);case"challenge":return em(e,t);case"heard_digest":return tm(e,t);default:throw new y("the type of sign is not known")}},dd=Ke(/^[0-9]{4}$/,"four digits");function rm(e,t){let[n,o,...r]=pe(dd,2)(e,t);if(n===void 0||o===void 0||r.length>0)throw new y(`${t} must be two`);return[n,o]}var im=O({v:Ae(1n),aud:Ae("phone"),session:Be,device:Be,purpose:Zt,relying_party:O({id:ro,name:nt,country:rr,domain:Oc,certificate_sha256:ce}),door:Q("native","mobile_id"),request_sha256:ce,sign:om,certificate_sha256:ce,display:O({language:$(tr),text:$(ir),payment:$(yr)}),code:O({mode:Jh,value:$(dd),decoys:$(rm)}),link:$(Kc),key_list_sha256:ce,nonce:Be,issued_at:Te,expires_at:Te}),sm=(e,t)=>{let n=im(e,t);cm(n),am(n);let{link:o}=n;if(o!==void 0&&(n.door!=="native"||n.code.mode!=="none"||!Vc(o)))throw new y("link must be of a signed request without a code, with a callback on the same device alone");if(n.door==="mobile_id"&&n.sign.type==="heard_digest"&&n.code.value!==dm(n.sign.digest))throw new y("code must be the one that Mobile-ID has for the digest");let r=n.expires_at-n.issued_at;if(r<1||r>oo)throw new y("expires_at must be 1 to 600 seconds after issued_at");return n};function am({code:{mode:e,value:t,decoys:n}}){let o=t!==void 0==(e!=="none")&&n!==void 0==(e==="choose"),r=new Set([t,...n??[]]).size===1+(n?.length??0);if(!o||!r)throw new y("code must have four digits in mode compare, three times four that differ in mode choose, else none")}function wr({code:{value:e,decoys:t}}){return e===void 0||t===void 0?void 0:[e,...t].sort()}function cm({sign:e,door:t,purpose:n}){if(!{challenge:t==="native"&&n==="authentication",documents:t==="native"&&n==="signature"&&xt(e).length>0,heard_digest:t!=="native"}[e.type])throw new y("sign must fit door and purpose")}function xt(e){return e.type==="documents"?e.documents:[]}function dm(e){let[t=0,n=0]=[e[0],e.at(-1)];return String((t&252)<<5|n&127).padStart(4,"0")}var Je={typ:"sign-statement+jwt",name:"statement",longest:65536,headerKey:"none",lowerS:!0,read:sm};function ud(e,{members:t,contents:n,callbackSha256:o}){Z("the relying party",e.relying_party.id,t.iss),Z("the purpose",e.purpose,t.purpose),t.certificate_id!==void 0&&Z("the certificate",e.certificate_sha256,t.certificate_id);let{documents:r=[]}=t;for(let{location:l}of r)l!==void 0&&ed(l,e.relying_party.domain);if(t.link!==void 0&&Hc(t.link,e.relying_party.domain),!um(e.sign,n,r))throw new y("what is signed is another in the statement than the request's");let{text:i,language:s}=e.display;if(i!==t.text||s!==t.language)throw new y("the text is another in the statement than the request's");if(!nd(e.display.payment,t.payment))throw new y("the payment is another in the statement than the request's");let c=t.link===void 0?t.code_mode??"compare":"none";if(e.code.mode!==c)throw new y("the code mode is another in the statement than the request's");if(!(t.link===void 0?e.link===void 0:e.link!==void 0&&Wc(t.link,e.link,o)))throw new y("the device link is another in the statement than the request's");if(e.expires_at>t.exp)throw new y("expires_at is later than the end of the request")}function um(e,t,n){let[o]=t;return e.type==="challenge"?o?.type==="challenge"&&Ne(e.challenge,o.challenge):e.type==="heard_digest"||e.documents.length!==n.length?!1:e.documents.every((r,i)=>lm(r,t[i],n[i]))}function lm(e,t,n){return t===void 0||n===void 0||t.type==="challenge"||t.type==="heard_digest"?!1:e.type==="digest"==(t.type==="digest")&&e.sha256===t.sha256&&e.document_name===n.document_name&&e.document_sha256===n.document_sha256&&(e.must_open===!0||n.must_open!==!0)}function br(e,t){if(t>=e.expires_at)throw new it("the statement",!0,e.expires_at,t);if(e.issued_at>t+ad)throw new it("the statement",!1,e.issued_at,t)}function ot({relying_party:e,sign:t,display:n,door:o,code:r,link:i},s=[]){let c=xt(t).map(({document_name:d,document_sha256:l},f)=>({document_name:d,document_sha256:l,opened:s[f]===!0}));return{name:e.name,domain:e.domain,text:n.text,payment:n.payment,documents:c.length===0?void 0:c,vouched_for_by:o==="native"?void 0:o,code:r.value,link:i}}function vr(e){let t=Math.max(xt(e).length,1);return{signed:Array(t).fill(!0),opened:Array(t).fill(!1)}}function ld({signed:e,opened:t},n){if(!e.includes(!0))throw new y("signatures must be at least one: nothing signed is a refusal");if(ns({signed:e,opened:t},n).length>0)throw new y("signatures must not be of a document that must be opened first")}function ns({signed:e,opened:t},n){return[...xt(n).entries()].filter(([o,{must_open:r}])=>r===!0&&e[o]===!0&&t[o]!==!0).map(([o])=>o)}function os({body:e,sha256:t}){return{v:1,aud:"consent",session:e.session,device:e.device,statement_sha256:t}}function fd(e,t,n){return Ie("sign-shown+jwt",{...os(e),iat:t},n)}function pd(e,t,n,o){return Ie("sign-refusal+jwt",{...os(e),reason:t,iat:n},o)}function hd(e,t,n,o,r,i,s){if(n.some(l=>l!==void 0&&(l.length<8||l.length>72)))throw new y("signatures must have 8 to 72 octets each");let c=n.map(l=>l===void 0?null:we(l)),d={...os(e),signatures:c,shown:t,verifier_sha256:s,epoch:o,iat:r};return Ie("sign-answer+jwt",d,i)}var kr=class{view={name:"opening"};phone;waiting=[];troubles={isOffline:!1,hasWrongClock:!1,unacceptable:0};isForbidden=!1;kept;askedAt;asked;isKept=!0;waking;isWakingBusy=!1;wakingFailed=!1;choices=new Map;changed=()=>{};whenChanged(t){this.changed=t}show(t){this.view=t,this.changed()}update(t){let{troubles:n,...o}=t;Object.assign(this,o),n!==void 0&&(this.troubles={...this.troubles,...n}),this.changed()}choiceOf({statement:t,contents:n}){let{session:o,sign:r}=t.body,i=vr(r),[s,...c]=n,d=s?.type==="text"&&c.length===0?{...i,opened:[!0]}:i;return this.choices.get(o)??{choice:d,differs:new Set}}strike(t,n,o){let{choice:r,differs:i}=this.choiceOf(t);this.choices.set(t.statement.body.session,{choice:{...r,signed:rs(r.signed,n,o)},differs:i}),this.changed()}forgetChoice(t){this.choices.delete(t)}noteRead(t,n,o){let{choice:r,differs:i}=this.choiceOf(t),s=o?{choice:{...r,opened:rs(r.opened,n,!0)},differs:i}:{choice:{...r,signed:rs(r.signed,n,!1)},differs:new Set([...i,n])};this.choices.set(t.statement.body.session,s)}get open(){if(this.phone===void 0)throw new Error("no screen is shown before the phone is open");return this.phone}now(){return Math.floor(Date.now()/1e3)}};function rs(e,t,n){return e.map((o,r)=>r===t?n:o)}var fm=512;function md(e){let t=e.trim(),n=new y("an activation must be sign-activation:1:<id>:<secret>:<key hash>:<URL>");if(new TextEncoder().encode(t).length>fm)throw n;let o=/^sign-activation:1:([0-9a-f]{32}):([A-Za-z0-9_-]{22}):([0-9a-f]{64}):(https?:\/\/[A-Za-z0-9.\-_~:/[\]%]+)$/.exec(t);if(o===null)throw n;let[,r="",i="",s="",c=""]=o.map(pm),d=c.replace(/^https?:\/\//,"");if(d.startsWith("/")||d.startsWith(":")||d.endsWith("/"))throw n;let l=Ue(i);if(l.length!==16)throw n;return{id:r,secret:l,statementKeySha256:s,baseUrl:c}}function yd({id:e,secret:t,statementKeySha256:n,baseUrl:o}){return`sign-activation:1:${e}:${We(t)}:${n}:${o}`}function pm(e){return st(j(e??""))}var io=6,Jt=6,bd=22,xr="0123456789ABCDEFGHJKMNPQRSTVWXYZ";function vd(e){return[...e.toUpperCase().replaceAll("O","0").replaceAll(/[IL]/g,"1")].filter(n=>xr.includes(n)).join("")}function so(e,t){let n=[...t].map(o=>xr.indexOf(o));return n.length===Jt&&!n.includes(-1)&&Ed(e,n.slice(0,-1))===n.at(-1)}function kd(e){let t=e.findIndex((r,i)=>!so(i+1,r));if(e.length!==io||t!==-1)throw new y(`group ${t+1} of the activation code has a slip`);let n=e.flatMap(r=>[...r.slice(0,-1)].flatMap(i=>[16,8,4,2,1].map(s=>xr.indexOf(i)&s?1:0)));return{secret:Uint8Array.from({length:16},(r,i)=>is(n.slice(8*i,8*i+8))),binding:is(n.slice(128))}}function is(e){return e.reduce((t,n)=>2*t+n,0)}async function xd({secret:e,binding:t},n,o){if(await Sd(e,n)!==t)throw new y("the activation code is not for this service");return{id:await ss(e),secret:e,statementKeySha256:n,baseUrl:o}}async function ss(e){return ie((await ue(oe(j("greatseal activation id v1"),Uint8Array.of(0),e))).subarray(0,16))}async function _d({secret:e,statementKeySha256:t}){let n=await Sd(e,t),o=[...[...e].flatMap(i=>gd(i,8)),...gd(n,bd)],r=Array.from({length:o.length/5},(i,s)=>is(o.slice(5*s,5*s+5)));return Array.from({length:io},(i,s)=>{let c=r.slice(s*(Jt-1),(s+1)*(Jt-1));return[...c,Ed(s+1,c)].map(d=>xr[d]).join("")})}function gd(e,t){return Array.from({length:t},(n,o)=>e>>t-1-o&1)}async function Sd(e,t){let n=await crypto.subtle.importKey("raw",e,{name:"HMAC",hash:"SHA-256"},!1,["sign"]),o=new Uint8Array(await crypto.subtle.sign("HMAC",n,oe(j("greatseal activation code v1"),Uint8Array.of(0),Ye(t)))),[r=0,i=0,s=0]=o;return(r<<16|i<<8|s)>>24-bd}function Ed(e,t){return t.reduce((n,o)=>wd(n^o),wd(e))}function wd(e){let t=e<<1;return t&32?t^37:t}async function Bn(e,t){let n=await ue(oe(j("greatseal comparison code v1"),Uint8Array.of(0),Ye(e),Ye(t))),o=new DataView(n.buffer,n.byteOffset).getBigUint64(0)%100000000n,r=String(o).padStart(8,"0");return`${r.slice(0,4)} ${r.slice(4)}`}var cs="A256GCM",as=16,Pd=12,hm=O({alg:X(16),enc:X(16),typ:X(64),epk:Bt});async function Xt(e,t,n){let o=xn(),r=We(j(Ge({alg:"ECDH-ES",enc:cs,typ:t,epk:Pe.ofScalar(o).jwk()}))),i=qe(Pd),s=await Od(zi(o,e),"encrypt");o.fill(0);let c={name:"AES-GCM",iv:i,additionalData:j(r)},d=new Uint8Array(await crypto.subtle.encrypt(c,s,n)),[l,f]=[d.subarray(0,-as),d.subarray(-as)];return`${r}..${We(i)}.${We(l)}.${We(f)}`}async function Td(e,t,n,o,r){if(e.length>n)throw new y(`${r} has ${e.length} octets, at most ${n} are accepted`);let i=e.split("."),[s="",c,d="",l="",f=""]=i;if(i.length!==5)throw new y(`${r} has ${i.length} parts, expected 5`);let m=hm(ke(st(Ue(s)),`the header of ${r}`),`the header of ${r}`);Z(`alg of ${r}`,m.alg,"ECDH-ES"),Z(`enc of ${r}`,m.enc,cs),Z(`typ of ${r}`,m.typ,t);let[h,p]=[Ue(d),Ue(f)];if(c!==""||h.length!==Pd||p.length!==as)throw new y(`${r} is malformed`);let g=await Od(zi(o,m.epk),"decrypt"),v={name:"AES-GCM",iv:h,additionalData:j(s)};try{return new Uint8Array(await crypto.subtle.decrypt(v,g,oe(Ue(l),p)))}catch{throw new y(`${r} cannot be decrypted`)}}async function Od(e,t){let n=j(cs),o=oe(Kt(1),e,Kt(n.length),n,Kt(0),Kt(0),Kt(256));e.fill(0);let r=await ue(o);o.fill(0);let i=await crypto.subtle.importKey("raw",r,"AES-GCM",!1,[t]);return r.fill(0),i}async function Ad(e,t,n,o){let{authentication:r,signature:i}=e.proofKeys,s=we(await Nc(t,e)),c={authentication:we(r),signature:we(i)},d=j(Ge({proof_keys:c,seed:we(e.seed),mac:s})),l=await Xt(n,"sign-enrolment-secrets+jwe",d);d.fill(0);let f={v:1,aud:"registration",activation_id:e.activationId,device_kind:e.deviceKind,csr_authentication:we(e.csrAuthentication),csr_signature:we(e.csrSignature),device_key:e.deviceKey.jwk(),secrets:l,iat:e.iat};return Ie("sign-enrolment+jwt",f,o,e.deviceKey.jwk())}var mm=24*1024,ds=X(mm),ym=O({device:Be,certificates:O({authentication:ds,signature:ds}),chain:pe(ds,8)});function Rd(e){return ym(ke(e,"the answer to the enrolment"),"the answer to the enrolment")}var gm=8,qd={sent:[],authentication:{},signature:{}};async function Cd(e){return ie(await ue(e.point))}function Bd({sent:e,authentication:t,signature:n}){let o=[t.opened,t.lost,n.opened,n.lost];return[...new Set([...o.filter(r=>r!==void 0),...e])]}function $d(e,t){return{...e,sent:[...e.sent,t.name].slice(-gm),outstanding:t}}function Ld(e){let{outstanding:t,...n}=e;return t===void 0?e:{...n,[t.purpose]:{...n[t.purpose],opened:t.name}}}function us(e,t){let{outstanding:n,...o}=e;return n===void 0||!t?o:{...o,[n.purpose]:{...o[n.purpose],lost:n.name}}}function ls(e,t){return{...e,past:[t,...e.past].slice(0,20)}}function Nd(e,t,n){let o=e.answered.filter(r=>n-r.expiresAt<600);return{...e,answered:[...o,t]}}function fs(e,t,n){return{...e,keys:{...e.keys,[t]:{...e.keys[t],...n}}}}var wm=3e4,Id=1e4;async function Dd(e,t,n,o){if(!e.isNew)throw new Lt("this phone is already enrolled");let r={current:t.statementKeySha256},i=await Ud(e.environment,t.baseUrl,r,0n),s=await bm(e,t,n,o,i);return e.keyList=i,await e.begin(s),ps(e)}async function ps(e){let{enrolment:t}=e.state;if(t===void 0)throw new Lt("there is no enrolment to send");let{body:n}=await e.send("/v1/enrolments",t,wm),o=Rd(n),[r,i]=await Promise.all([wt.fromPem(o.certificates.authentication),wt.fromPem(o.certificates.signature)]),s={device:o.device,certificates:{authentication:r.der,signature:i.der}},c=await Gi(s);return await km(c,e.state,e.acceptedKeyList.body),await e.commit(({enrolment:d,...l})=>({...l,enrolled:s})),e.enrolled=c,c}async function zd(e,t){let n=await e.environment.address(),{body:o}=await qn(e.environment,n,"/v1/key-list",Id),{claims:r}=await Fe.parse(Ki,o.trimEnd());return xd(t,await r.statement_key.spkiSha256(),n)}async function $n(e){let{baseUrl:t,statementKeyPin:n,keyListNumber:o,keyList:r}=e.state,i=await Ud(e.environment,t,n,o);if(i.compact===r)return;let s=await Fi(i.body);await e.commit(c=>({...c,statementKeyPin:s,keyList:i.compact,keyListNumber:i.body.number})),e.keyList=i}async function Ud(e,t,n,o){let{body:r}=await qn(e,t,"/v1/key-list",Id);return sr(r.trimEnd(),n,o)}async function bm(e,t,n,o,r){let i=await Dc(),s=qe(32),c=h=>vm(h,n[h],s,o?.secret??cr,e.iterations),[d,l]=[await c("authentication"),await c("signature")],f={activationId:t.id,deviceKind:"app",csrAuthentication:d.request,csrSignature:l.request,deviceKey:Pe.fromPoint(i.point),proofKeys:{authentication:d.proofKey,signature:l.proofKey},seed:s,iat:e.now()},m=await Ad(f,t.secret,r.body.opening_key,ur(i));for(let h of[s,d.proofKey,l.proofKey])h.fill(0);return{version:1,baseUrl:t.baseUrl,statementKeyPin:await Fi(r.body),keyList:r.compact,keyListNumber:r.body.number,deviceKey:i,keys:{authentication:d.state,signature:l.state},...o===void 0?{}:{lock:o.lock},unlocks:qd,enrolment:m,answered:[],past:[]}}async function vm(e,t,n,o,r){let[i,s,c]=[xn(),qe(32),qe(32)],{proofKey:d,wrapPart:l}=await Rn(t,s,r),f=await $c(n,e,Vi),m=await to(c,f,l,e,o),h=await lr(i,e,m),p=await mc(i),{point:g}=Pe.ofScalar(i);for(let v of[i,l,f,m])v.fill(0);return{request:p,proofKey:d,state:{point:g,salt:s,iterations:r,clientShare:c,epoch:Vi,wrappedKey:h}}}async function km(e,t,n){let o=await Qn(n.person_issuers??[]);for(let r of["authentication","signature"]){let i=e.certificates[r];if(!Ne(Pe.fromSpki(i.spki).point,t.keys[r].point))throw new ht("a certificate is for another key");o.length>0&&await i.checkIssuedByOneOf(o,"a certificate is not from a CA of the key list")}}async function Md(e,t){let n=await Gc(e.identity.device,t,e.now(),e.sign);e.known.delete(t.session),nr((await e.send("/v1/phone/claims",n,ct)).body)}function Sr(e,t){let n=e.state.answered.find(o=>o.session===t);return n?.outstanding===void 0?n?.wayBack:void 0}var Kd=60,Ln=16;function ao(e,t,n,o,r){let i={v:1,aud:"phone-door",device:e,iat:t,wait:n,known:o.length===0?void 0:o};return Ie("sign-pending+jwt",i,r)}var xm=O({statement:X(Je.longest),request:$(X(gr.longest)),relying_party_chain:$(pe($t,Ln))}),hs=O({sessions:pe(xm,Ln)});function Er({statement:e,request:t}){return e.body.link?.way==="same_device"?t?.members.link?.callback:void 0}function co({request:e,contents:t},n){let[o,r]=[e?.members.documents?.[n],t[n]],i=r?.type==="digest"?r.sha256:o?.document_sha256;return o?.location===void 0||i===void 0?void 0:{location:o.location,bound:i}}async function Fd(e,t){let n=await ms(Je,e.statement,t),{body:o}=n,r=await sd(o.sign,n.sha256);if(o.door==="native"&&e.request!==void 0){let s=await _m(e.request,o,e.relying_party_chain??[],t);return{statement:n,request:s,contents:s.contents,digests:r}}let i=(e.relying_party_chain??[]).length>0;if(o.door!=="native"&&e.request===void 0&&!i&&o.sign.type==="heard_digest")return{statement:n,request:void 0,contents:[{type:"heard_digest",digest:o.sign.digest}],digests:r};throw new y("request must be there, with its chain, through the native door, and only then")}async function ms(e,t,n){let o=await Fe.parse(e,t),r=o.claims.key_list_sha256;if(r!==n.keyList.sha256)throw new Ut(`the statement names key list ${r}, this phone knows ${n.keyList.sha256}`);let i=await o.verify(n.keyList.body.statement_key),{body:s}=i;return Z("the statement's device",s.device,n.device),Z("the statement's certificate",s.certificate_sha256,n.certificates[s.purpose].sha256),br(s,n.now),i}async function _m(e,t,n,o){Z("the request's hash",await gt(e),t.request_sha256);let r=await Fe.parse(gr,e),i=await cd(r.claims),s=await Em(n,o);Z("the relying party's certificate",s.sha256,t.relying_party.certificate_sha256);let[c]=r.headerCertificates;return c!==void 0&&Z("the certificate in the request's header",ie(await ue(c)),s.sha256),await r.verify(Pe.fromSpki(s.spki)),ud(t,i),i}var Sm=4;async function Em(e,t){if(e.length<1||e.length>Sm)throw new y("relying_party_chain must have 1 to 4 certificates");let[n]=await Qn(e);if(n===void 0)throw new y("relying_party_chain must have 1 to 4 certificates");let o=await Qn(t.keyList.body.relying_party_issuers);if(await n.checkIssuedByOneOf(o,"relying_party_chain must begin with a certificate of an issuer that the key list names"),n.isCa)throw new y("relying_party_chain must not begin with a CA");let r="the relying party's certificate";if(t.now<n.notBefore)throw new it(r,!1,n.notBefore,t.now);if(t.now>n.notAfter)throw new it(r,!0,n.notAfter,t.now);return n}var Hd=1e4,Pm=600;async function Pr(e,t,n){let o=e.now();for(let[m,h]of e.known)h<=o&&e.known.delete(m);let r=Math.min(t,Kd),i=[...e.known.keys()].slice(-Ln),s=await ao(e.identity.device,o,r,i,e.sign),{body:c}=await e.send("/v1/phone/pending",s,r*1e3+Hd,n),d=hs(ke(c,"the answer to the poll"),"the answer to the poll"),[l,f]=[[],[]];for(let m of d.sessions){let h=await Vd(m);if(!(h!==void 0&&e.known.has(h)))try{let p=await Tm(e,m);e.known.set(p.statement.body.session,p.statement.body.expires_at),l.push(p)}catch(p){h!==void 0&&e.known.set(h,o+Pm),f.push(p)}}return{sessions:l,unacceptable:f}}async function Vd(e){try{return(await Fe.parse(Je,e.statement)).claims.session}catch{return}}function Tr(e){let{device:t,certificates:n}=e.identity;return{device:t,certificates:n,keyList:e.acceptedKeyList,now:e.now()}}async function Tm(e,t){let n=()=>Fd(t,Tr(e)),o;try{o=await n()}catch(r){if(!(r instanceof Ut))throw r;await $n(e),o=await n()}if(un(e,o.statement.body.session))throw new Yt("this session was already answered by this phone");return o}function un(e,t){return e.state.answered.some(n=>n.session===t)}async function Wd(e,t){let n=await ao(e.identity.device,e.now(),0,[],e.sign),{body:o}=await e.send("/v1/phone/pending",n,Hd),{sessions:r}=hs(ke(o,"the answer to the poll"),"the answer to the poll");return(await Promise.all(r.map(Vd))).includes(t)}async function jd(e,t,n){let o=co(t,n);if(o===void 0)throw new y("this document lies nowhere");let{location:r,bound:i}=o;if(Qc(r)&&!e.state.baseUrl.startsWith("http://"))throw new he("a document on this machine is not read");let s=await e.environment.fetching(r.url,r.size);return await td(s,r,i),s}var Om="sign-pin-proof+jwe",Am="sign-unlock-reply+jwe",Zd=8192;async function Jd(e,t,n,o,r,i){let{device:s,purpose:c,epoch:d,statementSha256:l,ephemeralKey:f,before:m}=n,h=we(await Lc(t,n)),p=Ge({device:s,purpose:c,epoch:d,statement_sha256:l,ephemeral_key:f.jwk(),before:m,mac:h}),g={v:1,aud:"consent",session:e,device:s,proof:await Xt(o,Om,j(p)),iat:r};return Ie("sign-unlock+jwt",g,i)}var Gd=2**32-1,Yd=O({since_last_use:Sn(0,Gd),last_30_days:Sn(0,Gd)}),Rm=O({authentication:Yd,signature:Yd}),qm=O({v:Ae(1n),aud:Ae("phone"),unlock_sha256:ce,share:Mi,step:Mi,next_epoch:En,wrong_pins:Rm}),Cm={typ:"sign-share+jwt",name:"share",longest:4096,headerKey:"none",lowerS:!0,read:qm},Bm=O({reply:X(Zd)});async function Xd(e,t,n,o,r){let{reply:i}=Bm(ke(e,"the reply"),"the reply"),s=st(await Td(i,Am,Zd,t,"the reply")),{body:c}=await(await Fe.parse(Cm,s)).verify(n);return Z("the unlock that the share answers",c.unlock_sha256,o),Z("the next epoch",String(c.next_epoch),String(r+1n)),c}async function eu(e,{statement:t}){await e.tell(await fd(t,e.now(),e.sign))}async function tu(e,{statement:t},n){await e.tell(await pd(t,n,e.now(),e.sign));let o={declined:"refused",not_mine:"not-me",wrong_code:"wrong-code"};await e.commit(r=>ls(r,ru(t.body,o[n],e.now())))}async function nu(e,t,n,o=vr(t.statement.body.sign)){let{statement:r,digests:i}=t;ld(o,r.body.sign);let s=r.body.purpose==="signature"?"signed":"logged-in",c=i.map((d,l)=>o.signed[l]===!0?d:void 0);return ys(e,{statement:r,digests:c,shown:ot(r.body,o.opened),past:ru(r.body,s,e.now()),callback:Er(t)},n)}async function ys(e,t,n){let{statement:o,past:r,newPin:i}=t,{purpose:s,session:c,expires_at:d}=o.body;if(un(e,c))throw new Yt("this session was already answered by this phone");br(o.body,e.now());let l=[];try{let f=await Lm(e);l.push(f),await Im(e);let{salt:m,iterations:h}=e.state.keys[s],p=await Rn(n,m,h);if(l.push(p.proofKey,p.wrapPart),i!==void 0&&Ne(i.wrapPart,p.wrapPart))throw new On("the new PIN is the one that there is");let g=await Dm(e,t,p).catch(Qd);l.push(g.share,g.step);let v=e.state.keys[s],b=await to(v.clientShare,g.share,p.wrapPart,s,f);l.push(b);let{scalar:k,lies:x}=await $m(v,s,b);l.push(k);let q;if(i!==void 0){let J=await to(v.clientShare,g.share,i.wrapPart,s,f);l.push(J),q=await lr(k,s,J)}let z=qo(v.clientShare,g.step);await e.commit(J=>({...fs(J,s,{...x,clientShare:z,epoch:g.next_epoch}),unlocks:Ld(J.unlocks)})),e.wrongPins=g.wrong_pins;let me=t.digests.map(J=>J===void 0?void 0:Di(k,J)),{callback:ne}=t,R=ne===void 0?void 0:await Yc(),Y=await hd(o,t.shown,me,g.next_epoch,e.now(),e.sign,R?.sha256),_=ne===void 0||R===void 0?{}:{wayBack:Zc(ne,c,R)},P=r===void 0?{message:Y}:{message:Y,past:r},W=q===void 0?{}:{otherKey:q};return await e.commit(J=>Nd(fs(J,s,W),{session:c,expiresAt:d,outstanding:P,..._},e.now())),await ou(e,c,P).catch(Qd)}finally{for(let f of l)f.fill(0)}}async function $m(e,t,n){let o=Pe.fromPoint(e.point),{wrappedKey:r,otherKey:i}=e;try{return{scalar:await ji(r,t,o,n),lies:{}}}catch(s){if(!(s instanceof dn)||i===void 0)throw s;return{scalar:await ji(i,t,o,n),lies:{wrappedKey:i,otherKey:r}}}}async function Lm({state:e,environment:t}){return e.lock===void 0?cr:t.deviceLock.secretOf(e.lock)}async function gs(e){if(!e.isNew){for(let{session:t,expiresAt:n,outstanding:o}of e.state.answered)if(!(o===void 0||n<=e.now()))try{await ou(e,t,o)}catch(r){if(r instanceof he)throw r}}}async function ou(e,t,{message:n,past:o}){let r=i=>e.commit(s=>{let c=s.answered.map(d=>d.session===t?Nm(d):d);return i&&o!==void 0?ls({...s,answered:c},o):{...s,answered:c}});try{let i=await e.tell(n);return await r(!0),i}catch(i){throw ws(i)&&await r(!1),i}}function Nm({session:e,expiresAt:t,wayBack:n}){return{session:e,expiresAt:t,...n===void 0?{}:{wayBack:n}}}async function Im(e){let{outstanding:t}=e.state.unlocks;if(t===void 0)return;let n=!0;try{await e.send("/v1/phone/messages",t.message,ct)}catch(o){if(!ws(o))throw o;n=!1}await e.commit(o=>({...o,unlocks:us(o.unlocks,n)}))}async function Dm(e,{statement:t},n){let{purpose:o,session:r,device:i}=t.body,{statement_key:s,opening_key:c}=e.acceptedKeyList.body,{epoch:d}=e.state.keys[o],l=xn(),f=Pe.ofScalar(l),m={device:i,purpose:o,epoch:d,statementSha256:t.sha256,ephemeralKey:f,before:Bd(e.state.unlocks)},h=await Jd(r,n.proofKey,m,c,e.now(),e.sign),p=await Cd(f);await e.commit(g=>({...g,unlocks:$d(g.unlocks,{purpose:o,name:p,message:h})}));try{let{body:g}=await e.send("/v1/phone/messages",h,ct);return await Xd(g,l,s,await gt(h),d)}catch(g){throw ws(g)&&await e.commit(v=>({...v,unlocks:us(v.unlocks,!1)})),g}finally{l.fill(0)}}function Qd(e){throw e instanceof $e&&e.problem.slug===U.sessionOver&&e.problem.state==="completed"?new Tn("this session was answered, and not by this phone"):e}function ws(e){if(!(e instanceof $e))return!1;let{status:t,problem:n}=e;return[408,425,429].includes(t)?[U.tooManyUnlocks,U.tooManyMessages].some(o=>o===n.slug):t>=400&&t<500}function ru(e,t,n){let{name:o,documents:[r,...i]=[]}=ot(e),{purpose:s}=e,c=r?.document_name===void 0?{}:{document:r.document_name};return{name:o,purpose:s,...c,...i.length===0?{}:{more:i.length},outcome:t,at:n}}var zm=15e3,ln={permission(){return!("PushManager"in self)||!("Notification"in self)||!("serviceWorker"in navigator)?"none":Notification.permission==="default"?"open":Notification.permission},async ask(){return await Notification.requestPermission()==="granted"},async subscribe(e){let{pushManager:t}=await navigator.serviceWorker.ready,n=await t.getSubscription(),o=n?.options.applicationServerKey;n!==null&&(o==null||!Ne(new Uint8Array(o),e))&&await n.unsubscribe();let r=new Promise((s,c)=>setTimeout(()=>c(new Error("the push service does not answer")),zm)),i=await Promise.race([t.subscribe({userVisibleOnly:!0,applicationServerKey:e}),r]);return{endpoint:i.endpoint,key:iu(i,"p256dh"),secret:iu(i,"auth")}},async end(){await(await(await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription())?.unsubscribe()}};function iu(e,t){let n=e.getKey(t);if(n===null)throw new Error(`the browser gives no ${t}`);return new Uint8Array(n)}var Um="words";async function su(e){"caches"in self&&await(await caches.open(Um)).put("/notification-words",new Response(JSON.stringify(e)))}async function au(){let e=await navigator.serviceWorker?.getRegistration();for(let t of await e?.getNotifications?.()??[])t.close()}var _t=class{constructor(t){this.value=t}valueOf(){return this.value}},ye=class extends _t{constructor(t="???"){super(t)}toString(t){return`{${this.value}}`}},Xe=class extends _t{constructor(t,n={}){super(t),this.opts=n}toString(t){if(t)try{return t.memoizeIntlObject(Intl.NumberFormat,this.opts).format(this.value)}catch(n){t.reportError(n)}return this.value.toString(10)}},St=class e extends _t{static supportsValue(t){if(typeof t=="number"||t instanceof Date)return!0;if(t instanceof _t)return e.supportsValue(t.valueOf());if("Temporal"in globalThis){let n=globalThis.Temporal;if(t instanceof n.Instant||t instanceof n.PlainDateTime||t instanceof n.PlainDate||t instanceof n.PlainMonthDay||t instanceof n.PlainTime||t instanceof n.PlainYearMonth)return!0}return!1}constructor(t,n={}){t instanceof e?(n={...t.opts,...n},t=t.value):t instanceof _t&&(t=t.valueOf()),typeof t=="object"&&"calendarId"in t&&n.calendar===void 0&&(n={...n,calendar:t.calendarId}),super(t),this.opts=n}[Symbol.toPrimitive](t){return t==="string"?this.toString():this.toNumber()}toNumber(){let t=this.value;if(typeof t=="number")return t;if(t instanceof Date)return t.getTime();if("epochMilliseconds"in t)return t.epochMilliseconds;if("toZonedDateTime"in t)return t.toZonedDateTime("UTC").epochMilliseconds;throw new TypeError("Unwrapping a non-number value as a number")}toString(t){if(t)try{return t.memoizeIntlObject(Intl.DateTimeFormat,this.opts).format(this.value)}catch(n){t.reportError(n)}return typeof this.value=="number"||this.value instanceof Date?new Date(this.value).toISOString():this.value.toString()}};var cu=100,Mm="⁨",Km="⁩";function Fm(e,t,n){if(n===t||n instanceof Xe&&t instanceof Xe&&n.value===t.value)return!0;if(t instanceof Xe&&typeof n=="string"){let o=e.memoizeIntlObject(Intl.PluralRules,t.opts).select(t.value);if(n===o)return!0}return!1}function du(e,t,n){return t[n]?Nn(e,t[n].value):(e.reportError(new RangeError("No default")),new ye)}function bs(e,t){let n=[],o=Object.create(null);for(let r of t)r.type==="narg"?o[r.name]=uo(e,r.value):n.push(uo(e,r));return{positional:n,named:o}}function uo(e,t){switch(t.type){case"str":return t.value;case"num":return new Xe(t.value,{minimumFractionDigits:t.precision});case"var":return Hm(e,t);case"mesg":return Vm(e,t);case"term":return Wm(e,t);case"func":return jm(e,t);case"select":return Gm(e,t);default:return new ye}}function Hm(e,{name:t}){let n;if(e.params)if(Object.prototype.hasOwnProperty.call(e.params,t))n=e.params[t];else return new ye(`$${t}`);else if(e.args&&Object.prototype.hasOwnProperty.call(e.args,t))n=e.args[t];else return e.reportError(new ReferenceError(`Unknown variable: $${t}`)),new ye(`$${t}`);if(n instanceof _t)return n;switch(typeof n){case"string":return n;case"number":return new Xe(n);case"object":if(St.supportsValue(n))return new St(n);default:return e.reportError(new TypeError(`Variable type not supported: $${t}, ${typeof n}`)),new ye(`$${t}`)}}function Vm(e,{name:t,attr:n}){let o=e.bundle._messages.get(t);if(!o)return e.reportError(new ReferenceError(`Unknown message: ${t}`)),new ye(t);if(n){let r=o.attributes[n];return r?Nn(e,r):(e.reportError(new ReferenceError(`Unknown attribute: ${n}`)),new ye(`${t}.${n}`))}return o.value?Nn(e,o.value):(e.reportError(new ReferenceError(`No value: ${t}`)),new ye(t))}function Wm(e,{name:t,attr:n,args:o}){let r=`-${t}`,i=e.bundle._terms.get(r);if(!i)return e.reportError(new ReferenceError(`Unknown term: ${r}`)),new ye(r);if(n){let c=i.attributes[n];if(c){e.params=bs(e,o).named;let d=Nn(e,c);return e.params=null,d}return e.reportError(new ReferenceError(`Unknown attribute: ${n}`)),new ye(`${r}.${n}`)}e.params=bs(e,o).named;let s=Nn(e,i.value);return e.params=null,s}function jm(e,{name:t,args:n}){let o=e.bundle._functions[t];if(!o)return e.reportError(new ReferenceError(`Unknown function: ${t}()`)),new ye(`${t}()`);if(typeof o!="function")return e.reportError(new TypeError(`Function ${t}() is not callable`)),new ye(`${t}()`);try{let r=bs(e,n);return o(r.positional,r.named)}catch(r){return e.reportError(r),new ye(`${t}()`)}}function Gm(e,{selector:t,variants:n,star:o}){let r=uo(e,t);if(r instanceof ye)return du(e,n,o);for(let i of n){let s=uo(e,i.key);if(Fm(e,r,s))return Nn(e,i.value)}return du(e,n,o)}function vs(e,t){if(e.dirty.has(t))return e.reportError(new RangeError("Cyclic reference")),new ye;e.dirty.add(t);let n=[],o=e.bundle._useIsolating&&t.length>1;for(let r of t){if(typeof r=="string"){n.push(e.bundle._transform(r));continue}if(e.placeables++,e.placeables>cu)throw e.dirty.delete(t),new RangeError(`Too many placeables expanded: ${e.placeables}, max allowed is ${cu}`);o&&n.push(Mm),n.push(uo(e,r).toString(e)),o&&n.push(Km)}return e.dirty.delete(t),n.join("")}function Nn(e,t){return typeof t=="string"?e.bundle._transform(t):vs(e,t)}var Or=class{constructor(t,n,o){this.dirty=new WeakSet,this.params=null,this.placeables=0,this.bundle=t,this.errors=n,this.args=o}reportError(t){if(!this.errors||!(t instanceof Error))throw t;this.errors.push(t)}memoizeIntlObject(t,n){let o=this.bundle._intls.get(t);o||(o={},this.bundle._intls.set(t,o));let r=JSON.stringify(n);return o[r]||(o[r]=new t(this.bundle.locales,n)),o[r]}};function ks(e,t){let n=Object.create(null);for(let[o,r]of Object.entries(e))t.includes(o)&&(n[o]=r.valueOf());return n}var uu=["unitDisplay","currencyDisplay","useGrouping","minimumIntegerDigits","minimumFractionDigits","maximumFractionDigits","minimumSignificantDigits","maximumSignificantDigits"];function lu(e,t){let n=e[0];if(n instanceof ye)return new ye(`NUMBER(${n.valueOf()})`);if(n instanceof Xe)return new Xe(n.valueOf(),{...n.opts,...ks(t,uu)});if(n instanceof St)return new Xe(n.toNumber(),{...ks(t,uu)});throw new TypeError("Invalid argument to NUMBER")}var Ym=["dateStyle","timeStyle","fractionalSecondDigits","dayPeriod","hour12","weekday","era","year","month","day","hour","minute","second","timeZoneName"];function fu(e,t){let n=e[0];if(n instanceof ye)return new ye(`DATETIME(${n.valueOf()})`);if(n instanceof St||n instanceof Xe)return new St(n,ks(t,Ym));throw new TypeError("Invalid argument to DATETIME")}var pu=new Map;function hu(e){let t=Array.isArray(e)?e.join(" "):e,n=pu.get(t);return n===void 0&&(n=new Map,pu.set(t,n)),n}var lo=class{constructor(t,{functions:n,useIsolating:o=!0,transform:r=i=>i}={}){this._terms=new Map,this._messages=new Map,this.locales=Array.isArray(t)?t:[t],this._functions={NUMBER:lu,DATETIME:fu,...n},this._useIsolating=o,this._transform=r,this._intls=hu(t)}hasMessage(t){return this._messages.has(t)}getMessage(t){return this._messages.get(t)}addResource(t,{allowOverrides:n=!1}={}){let o=[];for(let r=0;r<t.body.length;r++){let i=t.body[r];if(i.id.startsWith("-")){if(n===!1&&this._terms.has(i.id)){o.push(new Error(`Attempt to override an existing term: "${i.id}"`));continue}this._terms.set(i.id,i)}else{if(n===!1&&this._messages.has(i.id)){o.push(new Error(`Attempt to override an existing message: "${i.id}"`));continue}this._messages.set(i.id,i)}}return o}formatPattern(t,n=null,o=null){if(typeof t=="string")return this._transform(t);let r=new Or(this,o,n);try{return vs(r,t).toString(r)}catch(i){if(r.errors&&i instanceof Error)return r.errors.push(i),new ye().toString(r);throw i}}};var xs=/^(-?[a-zA-Z][\w-]*) *= */gm,mu=/\.([a-zA-Z][\w-]*) *= */y,Zm=/\*?\[/y,_s=/(-?[0-9]+(?:\.([0-9]+))?)/y,Jm=/([a-zA-Z][\w-]*)/y,yu=/([$-])?([a-zA-Z][\w-]*)(?:\.([a-zA-Z][\w-]*))?/y,Xm=/^[A-Z][A-Z0-9_-]*$/,Ar=/([^{}\n\r]+)/y,Qm=/([^\\"\n\r]*)/y,gu=/\\([\\"])/y,wu=/\\u([a-fA-F0-9]{4})|\\U([a-fA-F0-9]{6})/y,ey=/^\n+/,bu=/ +$/,ty=/ *\r?\n/g,ny=/( *)$/,oy=/{\s*/y,vu=/\s*}/y,ry=/\[\s*/y,iy=/\s*] */y,sy=/\s*\(\s*/y,ay=/\s*->\s*/y,cy=/\s*:\s*/y,dy=/\s*,?\s*/y,uy=/\s+/y,In=class{constructor(t){this.body=[],xs.lastIndex=0;let n=0;for(;;){let _=xs.exec(t);if(_===null)break;n=xs.lastIndex;try{this.body.push(d(_[1]))}catch(P){if(P instanceof SyntaxError)continue;throw P}}function o(_){return _.lastIndex=n,_.test(t)}function r(_,P){if(t[n]===_)return n++,!0;if(P)throw new P(`Expected ${_}`);return!1}function i(_,P){if(o(_))return n=_.lastIndex,!0;if(P)throw new P(`Expected ${_.toString()}`);return!1}function s(_){_.lastIndex=n;let P=_.exec(t);if(P===null)throw new SyntaxError(`Expected ${_.toString()}`);return n=_.lastIndex,P}function c(_){return s(_)[1]}function d(_){let P=f(),W=l();if(P===null&&Object.keys(W).length===0)throw new SyntaxError("Expected message value or attributes");return{id:_,value:P,attributes:W}}function l(){let _=Object.create(null);for(;o(mu);){let P=c(mu),W=f();if(W===null)throw new SyntaxError("Expected attribute value");_[P]=W}return _}function f(){let _;if(o(Ar)&&(_=c(Ar)),t[n]==="{"||t[n]==="}")return m(_?[_]:[],1/0);let P=ne();return P?_?m([_,P],P.length):(P.value=R(P.value,ey),m([P],P.length)):_?R(_,bu):null}function m(_=[],P){for(;;){if(o(Ar)){_.push(c(Ar));continue}if(t[n]==="{"){_.push(h());continue}if(t[n]==="}")throw new SyntaxError("Unbalanced closing brace");let je=ne();if(je){_.push(je),P=Math.min(P,je.length);continue}break}let W=_.length-1,J=_[W];typeof J=="string"&&(_[W]=R(J,bu));let ge=[];for(let je of _)je instanceof Rr&&(je=je.value.slice(0,je.value.length-P)),je&&ge.push(je);return ge}function h(){i(oy,SyntaxError);let _=p();if(i(vu))return _;if(i(ay)){let P=b();return i(vu,SyntaxError),{type:"select",selector:_,...P}}throw new SyntaxError("Unclosed placeable")}function p(){if(t[n]==="{")return h();if(o(yu)){let[,_,P,W=null]=s(yu);if(_==="$")return{type:"var",name:P};if(i(sy)){let J=g();if(_==="-")return{type:"term",name:P,attr:W,args:J};if(Xm.test(P))return{type:"func",name:P,args:J};throw new SyntaxError("Function names must be all upper-case")}return _==="-"?{type:"term",name:P,attr:W,args:[]}:{type:"mesg",name:P,attr:W}}return x()}function g(){let _=[];for(;;){switch(t[n]){case")":return n++,_;case void 0:throw new SyntaxError("Unclosed argument list")}_.push(v()),i(dy)}}function v(){let _=p();return _.type!=="mesg"?_:i(cy)?{type:"narg",name:_.name,value:x()}:_}function b(){let _=[],P=0,W;for(;o(Zm);){r("*")&&(W=P);let J=k(),ge=f();if(ge===null)throw new SyntaxError("Expected variant value");_[P++]={key:J,value:ge}}if(P===0)return null;if(W===void 0)throw new SyntaxError("Expected default variant");return{variants:_,star:W}}function k(){i(ry,SyntaxError);let _;return o(_s)?_=q():_={type:"str",value:c(Jm)},i(iy,SyntaxError),_}function x(){if(o(_s))return q();if(t[n]==='"')return z();throw new SyntaxError("Invalid expression")}function q(){let[,_,P=""]=s(_s),W=P.length;return{type:"num",value:parseFloat(_),precision:W}}function z(){r('"',SyntaxError);let _="";for(;;){if(_+=c(Qm),t[n]==="\\"){_+=me();continue}if(r('"'))return{type:"str",value:_};throw new SyntaxError("Unclosed string literal")}}function me(){if(o(gu))return c(gu);if(o(wu)){let[,_,P]=s(wu),W=parseInt(_||P,16);return W<=55295||57344<=W?String.fromCodePoint(W):"�"}throw new SyntaxError("Unknown escape sequence")}function ne(){let _=n;switch(i(uy),t[n]){case".":case"[":case"*":case"}":case void 0:return!1;case"{":return Y(t.slice(_,n))}return t[n-1]===" "?Y(t.slice(_,n)):!1}function R(_,P){return _.replace(P,"")}function Y(_){let P=_.replace(ty,`
`),W=ny.exec(_)[1].length;return new Rr(P,W)}}},Rr=class{constructor(t,n){this.value=t,this.length=n}};var ku=`# كلمات تشترك فيها عدة واجهات. للشيء الواحد كلمة واحدة في كل مكان.

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
`;var xu=`# ما طُلب من الشخص، على كل هواتفه، على الهاتف الذي يحمله الناس.

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
`;var _u=`# هواتف الشخص وشهاداته، على الهاتف الذي يحمله الناس.

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
`;var Su=`# روابط الهاتف في المتصفح: رمز على شاشة أخرى، أو رابط في صفحة على هذا الجهاز.

link-scan = امسح رمزًا على شاشة أخرى
link-scan-title = امسح الرمز على الشاشة الأخرى
link-scan-lead = يتغيّر الرمز كل ثانية. أمسك هذا الجهاز بحيث يكون الرمز كله في الصورة. تبقى الصورة على هذا الجهاز ولا تُحفظ.
link-scan-other = ليس لخدمة إلكترونية تطلب منك الدخول أو التوقيع.
link-scan-refused = لا يُسمح لهذه الصفحة باستعمالها، أو لا توجد كاميرا. إذا كانت الخدمة الإلكترونية على هذا الجهاز فيمكنها أن تقودك إلى هنا برابط. لاستعمال الكاميرا اسمح بها لهذه الصفحة في إعدادات متصفحك ثم حاول مجددًا.
link-scan-again = امسح الرمز مرة أخرى

link-title = أتيت برابط
link-wait = يُسأل عمّن يريد منك وماذا …

link-by-code-title = مسحت رمزًا على شاشة أخرى
link-by-code = لا تتابع إلا إذا فتحت { $domain } هناك بنفسك. إذا أرسل إليك أحد الرمز أو أراك إياه فارفض: سيدخل باسمك.
link-by-page-title = أتيت من صفحة على هذا الجهاز
link-by-page = عند الانتهاء تعود إلى { $host }.
link-back = العودة إلى { $domain }

link-no-phone-title = لا يوجد هاتف في هذا المتصفح بعد
link-no-phone = افتح الرابط أو امسح الرمز بالمتصفح أو الجهاز الذي فيه هاتفك. أو أعدّ هاتفًا هنا بتفعيل من موظف.
link-set-up = إعداد هاتف
link-late-title = كان الرمز قديمًا
link-late = يدوم كل رمز بضع ثوانٍ. امسح الرمز الذي تظهره الشاشة الآن.
link-over-title = انتهى هذا الرمز أو الرابط
link-over = استُعمل أو سُحب أو انتهت مدته. لم يُوقَّع شيء. ابدأ من جديد في الخدمة الإلكترونية.
link-unknown-title = لا تعرف هذه الخدمة الرابط
link-unknown = هو لبلد آخر أو خدمة أخرى، أو كُتب خطأً. لم يُوقَّع شيء.
link-wrong-title = هذا الرابط غير أصيل
link-wrong = من أعطاك إياه ليس من يدّعي. لم يُوقَّع شيء. افتح الخدمة الإلكترونية بعنوانها هي.
link-not-in-force-title = شهادتك غير سارية
link-not-in-force = هي معلّقة أو ملغاة أو منتهية، فلا يمكن التوقيع بها الآن. انظر «مفاتيحي».
link-often-title = مرات كثيرة في وقت قصير
link-often = تُترك وشأنك فترة كي لا يرهقك أحد. لم يُوقَّع شيء. حاول مجددًا بعد بضع دقائق.
link-open-title = ينتظرك طلب بالفعل
link-open = قرّر في الطلب المنتظر، ثم امسح الرمز أو افتح الرابط مرة أخرى.
link-locked-title = رمزك السري مقفل
link-locked = أُدخلت رموز خاطئة كثيرة. يمكنك استعماله من جديد ابتداءً من { $until }.
link-offline-title = لا اتصال
link-offline = تعذّر الوصول إلى الخدمة. لم يُوقَّع شيء.
link-failed-title = لم ينجح الأمر
link-failed = لم يُوقَّع شيء. ابدأ من جديد في الخدمة الإلكترونية.
`;var Eu=`# الهاتف الذي يحمله الناس.

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
`;var Pu=`# Words of more than one face. One thing, one word: phone, log in, sign, request, e-service, block, check, holds.

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
`;var Tu=`# What a person was asked, on all their phones, on the phone that people hold.

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
`;var Ou=`# A person's own phones and certificates, on the phone that people hold.

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
`;var Au=`# Device links on the phone in a browser: a code on another screen, or a link on a page of this device.

link-scan = Scan a code on another screen
link-scan-title = Scan the code on the other screen
link-scan-lead = The code changes each second. Hold this device so that the whole code is in the picture. The picture stays on this device and is not kept.
link-scan-other = It is not of an e-service that asks you to log in or to sign.
link-scan-refused = This page may not use it, or there is none. If the e-service is on this device, it can lead you here by a link. To use the camera, allow it for this page in the settings of your browser, then try again.
link-scan-again = Scan the code again

link-title = You came by a link
link-wait = Asking who wants what from you …

link-by-code-title = You scanned a code on another screen
link-by-code = Go on only if you opened { $domain } there yourself. If somebody sent or showed you the code, refuse: they would be logged in as you.
link-by-page-title = You came from a page on this device
link-by-page = When it is done, you are led back to { $host }.
link-back = Back to { $domain }

link-no-phone-title = There is no phone in this browser yet
link-no-phone = Open the link, or scan the code, with the browser or device on which your phone is. Or set up a phone here, with an activation from an officer.
link-set-up = Set up a phone
link-late-title = The code was too old
link-late = Each code lasts a few seconds. Scan the one that the screen shows now.
link-over-title = This code or link is over
link-over = It was used, taken back, or has expired. Nothing was signed. Begin again at the e-service.
link-unknown-title = This service does not know the link
link-unknown = It is of another country or service, or was mistyped. Nothing was signed.
link-wrong-title = This link is not genuine
link-wrong = Whoever gave it to you is not who it says. Nothing was signed. Open the e-service by its own address.
link-not-in-force-title = Your certificate is not in force
link-not-in-force = It is suspended, revoked, or over, so nothing can be signed with it now. Look at “My keys”.
link-often-title = Too often in a short time
link-often = You are left alone for a while, so that nobody wears you out. Nothing was signed. Try again in some minutes.
link-open-title = Something waits for you already
link-open = Decide about the request that waits, then scan or open the link again.
link-locked-title = Your PIN is locked
link-locked = Too many PINs were wrong. You can use it again from { $until }.
link-offline-title = No connection
link-offline = The service could not be reached. Nothing was signed.
link-failed-title = It did not work
link-failed = Nothing was signed. Begin again at the e-service.
`;var Ru=`# The phone that people hold.

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
`;var qu=`# Les mots de plusieurs faces. Une chose, un mot, partout.

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
`;var Cu=`# Ce qui a été demandé à une personne, sur tous ses téléphones, sur le téléphone que les gens tiennent en main.

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
`;var Bu=`# Les téléphones et certificats d’une personne, sur le téléphone que les gens tiennent en main.

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
`;var $u=`# Liens vers le téléphone dans un navigateur : un code sur un autre écran, ou un lien sur une page de cet appareil.

link-scan = Scanner un code sur un autre écran
link-scan-title = Scannez le code sur l’autre écran
link-scan-lead = Le code change chaque seconde. Tenez cet appareil de façon que tout le code soit dans l’image. L’image reste sur cet appareil et n’est pas conservée.
link-scan-other = Il n’est pas d’un service en ligne qui vous demande de vous connecter ou de signer.
link-scan-refused = Cette page n’y a pas droit, ou il n’y en a pas. Si le service en ligne est sur cet appareil, il peut vous amener ici par un lien. Pour utiliser la caméra, autorisez-la pour cette page dans les réglages de votre navigateur, puis réessayez.
link-scan-again = Scanner le code à nouveau

link-title = Vous êtes venu par un lien
link-wait = On demande qui veut quoi de vous …

link-by-code-title = Vous avez scanné un code sur un autre écran
link-by-code = Ne continuez que si vous y avez ouvert { $domain } vous-même. Si quelqu’un vous a envoyé ou montré le code, refusez : il serait connecté à votre place.
link-by-page-title = Vous venez d’une page sur cet appareil
link-by-page = Ensuite, vous êtes ramené à { $host }.
link-back = Retour à { $domain }

link-no-phone-title = Il n’y a pas encore de téléphone dans ce navigateur
link-no-phone = Ouvrez le lien, ou scannez le code, avec le navigateur ou l’appareil où se trouve votre téléphone. Ou installez un téléphone ici, avec une activation d’un agent.
link-set-up = Installer un téléphone
link-late-title = Le code était trop ancien
link-late = Chaque code dure quelques secondes. Scannez celui que l’écran montre maintenant.
link-over-title = Ce code ou ce lien n’est plus valable
link-over = Il a été utilisé, retiré, ou a expiré. Rien n’a été signé. Recommencez dans le service en ligne.
link-unknown-title = Ce service ne connaît pas le lien
link-unknown = Il est d’un autre pays ou d’un autre service, ou mal saisi. Rien n’a été signé.
link-wrong-title = Ce lien n’est pas authentique
link-wrong = Celui qui vous l’a donné n’est pas celui qu’il dit. Rien n’a été signé. Ouvrez le service en ligne par sa propre adresse.
link-not-in-force-title = Votre certificat n’est pas en vigueur
link-not-in-force = Il est suspendu, révoqué ou arrivé à son terme : rien ne peut être signé avec lui maintenant. Regardez « Mes clés ».
link-often-title = Trop souvent en peu de temps
link-often = On vous laisse tranquille un moment, pour que personne ne vous use. Rien n’a été signé. Réessayez dans quelques minutes.
link-open-title = Quelque chose vous attend déjà
link-open = Décidez de la demande qui attend, puis scannez ou ouvrez le lien à nouveau.
link-locked-title = Votre code PIN est bloqué
link-locked = Trop de codes PIN étaient faux. Vous pourrez l’utiliser à nouveau à partir du { $until }.
link-offline-title = Pas de connexion
link-offline = Le service n’a pas pu être joint. Rien n’a été signé.
link-failed-title = Cela n’a pas marché
link-failed = Rien n’a été signé. Recommencez dans le service en ligne.
`;var Lu=`# Le téléphone que les gens tiennent en main.

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
`;var qr={en:[Pu,Tu,Ou,Au,Ru],fr:[qu,Cu,Bu,$u,Lu],ar:[ku,xu,_u,Su,Eu]},Nu="language",Py=["ar"],Cr=Object.keys(qr),Br=[],Dn="en",Iu=Ss("en");function Ss(e){let t=new lo(e),n=Br.find(({tag:o})=>o===e);for(let o of qr[n===void 0?e:"en"]??[])t.addResource(new In(o));return n!==void 0&&t.addResource(new In(n.words),{allowOverrides:!0}),t}function Du(){return Cr}async function zu(){try{let t=await(await fetch("/languages.json",{redirect:"error",credentials:"omit",signal:AbortSignal.timeout(3e3)})).json();Br=t.added.filter(({tag:o})=>qr[o]===void 0);let n=t.languages.filter(o=>qr[o]!==void 0||Br.some(r=>r.tag===o));n.length>0&&(Cr=n)}catch{}}function u(e,t){return Uu(Iu,e,t)}function Uu(e,t,n){let o=e.getMessage(t)?.value;if(o==null)throw new Error(`the catalogue has no message ${t}`);return e.formatPattern(o,n)}function Mu(e){return Uu(Ss(e),"language-name")}function fn(){return Dn}function $r(e){Dn=e,Iu=Ss(e),document.documentElement.lang=e,document.documentElement.dir=Br.find(({tag:t})=>t===e)?.direction??(Py.includes(e)?"rtl":"ltr"),document.title=u("phone-name");try{localStorage.setItem(Nu,e)}catch{}}function Ku(){return[Ty(),...navigator.languages.map(t=>t.split("-")[0])].flatMap(t=>Cr.filter(n=>n===t))[0]??Cr[0]??"en"}function Ty(){try{return localStorage.getItem(Nu)??void 0}catch{return}}function zn({amount:e,currency:t}){let n=e.split(".")[1]?.length??0,o={style:"currency",currency:t,currencyDisplay:"code",minimumFractionDigits:n,maximumFractionDigits:n};return new Intl.NumberFormat(Dn,o).format(Number(e))}function dt(e){return new Intl.DateTimeFormat(Dn,{dateStyle:"long"}).format(e*1e3)}function Ve(e,t){let[n,o]=[new Date(e*1e3),new Date(t*1e3)],r=n.toDateString()===o.toDateString();return new Intl.DateTimeFormat(Dn,r?{timeStyle:"short"}:{dateStyle:"medium",timeStyle:"short"}).format(n)}function pn(e){return new Date(e*1e3).toISOString().replace(".000Z","Z")}function Qt(e){try{return new Intl.DisplayNames(Dn,{type:"region"}).of(e)??e}catch{return e}}function Fu(e,t,n,o){let r=n===void 0?void 0:{endpoint:n.endpoint,key:we(n.key),secret:we(n.secret)};return Ie("sign-subscription+jwt",{v:1,aud:"phone-door",device:e,iat:t,push:r},o)}var Oy=O({key:Ke(/^[A-Za-z0-9_-]{87}$/,"a point of P-256 in base64url")}),Hu=(e,t)=>Pe.fromPoint(Ue(Oy(e,t).key)).point;var Vu=1e4;async function Wu(e,t){let n=t.permission();if(n==="none")return"none";if(n==="denied")return e.state.isWoken===!0&&await Es(e,t),"denied";let o=await Zu(e);return o===void 0?"none":e.state.isWoken!==!0||n!=="granted"?"off":(await Gu(e,t,o),"on")}async function ju(e,t){if(!await t.ask())return t.permission()==="denied"?"denied":"off";let n=await Zu(e);return n===void 0?"none":(await Gu(e,t,n),await e.commit(o=>({...o,isWoken:!0})),"on")}async function Es(e,t){await t.end(),await e.commit(n=>({...n,isWoken:!1})),await Yu(e,void 0)}async function Gu(e,t,n){await Yu(e,await t.subscribe(n))}async function Yu(e,t){let n=await Fu(e.identity.device,e.now(),t,e.sign);await e.send("/v1/phone/subscription",n,Vu)}async function Zu(e){try{let{body:t}=await qn(e.environment,e.state.baseUrl,"/v1/push-key",Vu);return Hu(ke(t,"the key of pushes"),"the key of pushes")}catch(t){if(t instanceof $e&&t.status===404)return;throw t}}var Un,Re,Ps,Ju,Ts=Object.is,Lr=0,sl=[],Os=[],Oe=ae,Xu=Oe.__b,Qu=Oe.__r,el=Oe.diffed,tl=Oe.__c,nl=Oe.unmount,ol=Oe.__;function Nr(e,t){Oe.__h&&Oe.__h(Re,e,Lr||t),Lr=0;var n=Re.__H||(Re.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function xe(e){return Lr=1,Ay(cl,e)}function Ay(e,t,n){var o=Nr(Un++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):cl(void 0,t),function(i){var s=(o.__N||o.__)[0],c=o.t(s,i);Ts(s,c)||(o.__N=[c,o.__[1]],o.__c.setState({}))}],o.__c=Re,!Re.__f)){Re.__f=!0;var r=Re.shouldComponentUpdate;Re.shouldComponentUpdate=function(i,s,c){var d=this.__H;if(!d)return!0;var l=!1,f=this.props!=i;if(d.__.some(function(h){h.__N&&(l=!0,Ts(h.__[0],h.__N[0])||(f=!0))}),r){var m=r.call(this,i,s,c);return l?m||f:m}return!l||f}}return o.__}function De(e,t){var n=Nr(Un++,3);!Oe.__s&&Rs(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,Re.__H.__h.push(n))}function al(e,t){var n=Nr(Un++,4);!Oe.__s&&Rs(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,Re.__h.push(n))}function ze(e){return Lr=5,Ry(function(){return{current:e}},[])}function Ry(e,t){var n=Nr(Un++,7);return Rs(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function qy(){var e;do{for(;e=Os.shift();)try{fo(e)}catch(n){Oe.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=sl.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(fo),t.__h.some(As),t.__h=[]}catch(n){t.__h=[],Oe.__e(n,e.__v)}}}while(Os.length)}Oe.__b=function(e){Re=null,Xu&&Xu(e)},Oe.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),ol&&ol(e,t)},Oe.__r=function(e){Qu&&Qu(e),Un=0;var t=(Re=e.__c).__H;t&&(Ps==Re?Re.__h=[]:(t.__h.some(fo),t.__h.some(As),Un=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),Ps=Re},Oe.diffed=function(e){el&&el(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&il(sl.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),Ps=Re=null},Oe.__c=function(e,t){t.some(function(n){try{n.__h.some(fo),n.__h=n.__h.filter(function(o){return!o.__||As(o)})}catch(o){n.__h=[function(){throw o}]}}),tl&&tl(e,t)},Oe.unmount=function(e){nl&&nl(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}r.__P=n,il(Os.push(r))}else fo(r)}catch(i){t=i}}),o.__H=void 0,t&&Oe.__e(t,o.__v))};var rl=typeof requestAnimationFrame=="function";function Cy(e){var t,n=function(){clearTimeout(o),rl&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);rl&&(t=requestAnimationFrame(n))}function il(e){e!=1&&Ju==Oe.requestAnimationFrame||((Ju=Oe.requestAnimationFrame)||Cy)(qy)}function fo(e){var t=Re,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),Re=t}function As(e){var t=Re;e.__c=e.__(),Re=t}function Rs(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!Ts(n,e[o])})}function cl(e,t){return typeof t=="function"?t(e):t}var By=Symbol.for("pv"),$y=0;function a(e,t,n,o,r,i){t||(t={});var s,c,d=t;if("ref"in d&&typeof e!="function")for(c in d={},t)c=="ref"?s=t[c]:d[c]=t[c];var l={type:e,props:d,key:n,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:By,__v:--$y,__i:-1,__u:0};return(r||i)&&(l.__source=r,l.__self=i),ae.vnode&&ae.vnode(l),l}function M({id:e,bar:t,children:n,actions:o}){let r=ze(null);return De(()=>{scrollTo(0,0),r.current?.focus({preventScroll:!0})},[e]),a("div",{class:"screen",children:[a("header",{class:"bar",children:[a(Ly,{}),t]}),a("main",{ref:r,tabIndex:-1,"data-screen":e,children:n}),o!==void 0&&a("footer",{class:"actions",children:o})]})}function Ly(){return a("img",{src:"/emblem.svg",alt:""})}function po({title:e,redraw:t}){let n=o=>{$r(o.currentTarget.value),t()};return a(C,{children:[a("strong",{children:e}),a("select",{class:"ds-input","aria-label":u("language"),value:fn(),onChange:n,children:Du().map(o=>a("option",{value:o,lang:o,children:Mu(o)},o))})]})}function F({title:e,back:t}){return a(C,{children:[a("strong",{children:e}),t!==void 0&&a(E,{kind:"tertiary",onClick:t,children:u("back")})]})}function E({kind:e="primary",colour:t,isBusy:n=!1,submits:o=!1,label:r,onClick:i,children:s,class:c}){return a("button",{class:c===void 0?"ds-button":`ds-button ${c}`,type:o?"submit":"button","data-variant":e,"data-color":t,"aria-label":r,"aria-disabled":n||void 0,onClick:n?void 0:i,children:s})}function te({children:e,lang:t}){return a("bdi",{lang:t,dir:"auto",children:e})}function V({colour:e,title:t,children:n,isLive:o=!1}){return a("div",{class:"ds-alert","data-color":e,role:o?"status":void 0,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:t}),n!==void 0&&a("p",{class:"ds-paragraph","data-size":"sm",children:n})]})}function G({children:e,size:t="sm"}){return a("h1",{class:"ds-heading","data-size":t,children:e})}function D({children:e,isQuiet:t=!1}){return a("p",{class:t?"ds-paragraph quiet":"ds-paragraph",children:e})}function Qe({children:e}){return a("div",{class:"stack",role:"status",children:[a("span",{class:"ds-skeleton","data-variant":"rectangle","aria-hidden":"true",style:{blockSize:"4rem"}}),a("span",{class:"ds-skeleton","data-variant":"text","aria-hidden":"true"}),a("p",{class:"ds-paragraph quiet",children:e})]})}function hn({title:e,facts:t}){return a("details",{class:"ds-details",children:[a("summary",{children:e}),a("div",{children:a("dl",{class:"facts",children:t.map(([n,o])=>o===void 0?null:a(Ze,{name:n,children:a("code",{class:"ltr",children:o})},n))})})]})}function Ze({name:e,children:t}){return a(C,{children:[a("dt",{children:e}),a("dd",{children:t})]})}function ul({app:e}){return e.waking!=="off"?null:a("section",{class:"ds-card stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("waking-title")}),a(D,{children:u("waking-text")}),e.wakingFailed&&a(V,{colour:"warning",title:u("waking-failed-title"),isLive:!0,children:u("waking-failed")}),a(E,{kind:"secondary",isBusy:e.isWakingBusy,onClick:()=>{fl(e,()=>ju(e.open,ln))},children:u(e.isWakingBusy?"waking-busy":"waking-begin")})]})}function ll({app:e}){if(e.waking==="none"||e.waking===void 0)return null;let t=async()=>(await Es(e.open,ln),"off");return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("waking-title")}),a(D,{children:u(`waking-is-${e.waking}`)}),e.waking==="on"&&a(E,{kind:"secondary",isBusy:e.isWakingBusy,onClick:()=>{fl(e,t)},children:u("waking-end")})]})}async function Ir(e){if(e.phone?.enrolled!==void 0)try{e.update({waking:await Wu(e.open,ln)})}catch{e.update({waking:void 0})}}async function fl(e,t){e.update({isWakingBusy:!0,wakingFailed:!1});try{e.update({isWakingBusy:!1,waking:await t()})}catch{e.update({isWakingBusy:!1,wakingFailed:!0})}}var dl;function pl(){if(dl===fn())return;dl=fn();let{lang:e,dir:t}=document.documentElement;su({title:u("notification-title"),body:u("notification-text"),lang:e,dir:t}).catch(()=>{})}function Dr(e,t){qs(e,t)||e.show({name:"activation",problem:"activation-wrong"})}function qs(e,t){let n;try{n=md(t.slice(t.indexOf("#")+1))}catch{return!1}return e.show({name:"activation-found",activation:n}),!0}async function hl(e,t){e.show({name:"code",isBusy:!0});let n;try{n=kd(t)}catch{return e.show({name:"code",problem:"code-slip"})}try{e.show({name:"activation-found",activation:await zd(e.open,n)})}catch(o){e.show({name:"code",problem:o instanceof y?"code-other-service":"making-unreached"})}}function Cs(e,t){e.show({name:"choose",activation:t,purpose:"authentication"})}function ml(e,t,n,o,r,i){if(!i)return o.fill(0),e.show({name:"choose",activation:t,purpose:n,differs:!0,...r===void 0?{}:{before:r}});if(n==="authentication")return e.show({name:"choose",activation:t,purpose:"signature",before:o});if(r===void 0)return Cs(e,t);Ny(e,t,{authentication:r,signature:o})}async function Ny(e,t,n){if(!await e.open.environment.deviceLock.isThere().catch(()=>!1))return zr(e,t,n);e.show({name:"protect",activation:t,pins:n})}async function yl(e,t,n){e.show({name:"protect",activation:t,pins:n,isBusy:!0});let o;try{o=await e.open.environment.deviceLock.make(`${u("phone-name")}, ${dt(e.now())}`)}catch{return e.show({name:"protect",activation:t,pins:n,hasFailed:!0})}await zr(e,t,n,o),o.secret.fill(0)}async function zr(e,t,n,o){e.show({name:"making"}),e.isForbidden=!1,await wl(e,()=>Dd(e.open,t,n,o),t),n.authentication.fill(0),n.signature.fill(0)}async function gl(e){e.show({name:"making"}),await wl(e,()=>ps(e.open),void 0)}async function wl(e,t,n){try{let o=await t(),{authentication:r,signature:i}=o.certificates;e.show({name:"enrolled",enrolled:o,comparison:await Bn(r.sha256,i.sha256)}),Ir(e)}catch(o){if(e.isForbidden)return e.show({name:"activation",problem:"activation-other-service"});e.show({name:"making",failed:Dy(e,o,n)})}}var Iy=[U.activationUsed,U.activationExpired,U.activationCancelled,U.activationEnded,U.activationUnknown,U.activationWrong];function Dy(e,t,n){if(t instanceof he)return e.open.isNew&&n!==void 0?{why:"unreached",activation:n}:{why:"unreachable"};if(!(t instanceof $e))return{why:"check"};let{slug:o,title:r}=t.problem;return Iy.includes(o)||r===""?{why:"link-over"}:{why:"refused",reason:r}}async function Bs(e){await ln.end().catch(()=>{}),await e.open.forget(),e.askedAt=void 0,e.update({waiting:[],kept:void 0}),e.show({name:"start"})}function Mn(e,t){e.show({name:"request",session:t}),eu(e.open,t).catch(()=>{})}async function $s(e,t,n){e.show({name:"read",session:t,at:n});let{view:o}=e,r=await Uy(e,t,n);e.view===o&&((r.type==="text"||r.type==="differs")&&e.noteRead(t,n,r.type==="text"),e.show({name:"read",session:t,at:n,found:r}))}var zy=256*1024;async function Uy(e,t,n){let o=t.contents[n];if(o?.type==="text")return{type:"text",text:o.text};try{let r=await jd(e.open,t,n);if(Xi(r))return{type:"pdf",file:r};let i=r.length>zy?void 0:My(r);return i===void 0?{type:"other",file:r}:{type:"text",text:i}}catch(r){return{type:r instanceof y?"differs":"unreached"}}}function My(e){try{let t=new TextDecoder("utf-8",{fatal:!0}).decode(e);return new RegExp("[\\p{Cf}\\p{Co}\\p{Cn}]|(?![\\n\\r\\t])\\p{Cc}","u").test(t)?void 0:t}catch{return}}async function bl(e,t,n){e.show({name:"request",session:t,isBusy:!0});try{await tu(e.open,t,n),ut(e,t,{declined:"refused",not_mine:"not-me",wrong_code:"wrong-code"}[n])}catch(o){kl(e,t,o)}}async function vl(e,t,n){e.show({name:"pin",session:t,isBusy:!0});try{await nu(e.open,t,n,e.choiceOf(t).choice),ut(e,t,t.statement.body.purpose==="signature"?"signed":"logged-in"),Ls(e,t)}catch(o){kl(e,t,o)}finally{n.fill(0)}}function Ls(e,{statement:t}){let n=Sr(e.open,t.body.session);n!==void 0&&location.assign(n)}function ut(e,t,n,o={}){let r=e.open.wrongPins;e.open.wrongPins=void 0,Ur(e,t),e.show({name:"result",session:t,ending:n,...o,...Ky(r)?{wrongPins:r}:{}})}function Ky(e){return e!==void 0&&e.authentication.since_last_use+e.signature.since_last_use>0}function Ur(e,t){let n=t.statement.body.session;e.forgetChoice(n),e.update({waiting:e.waiting.filter(({statement:o})=>o.body.session!==n)})}function kl(e,t,n){if(at(n))return yt(e,n);if(n instanceof Tn)return ut(e,t,"elsewhere");if(n instanceof Yt)return ut(e,t,"gone");if(n instanceof it)return ut(e,t,"late");if(n instanceof mt)return e.show({name:"result",session:t,ending:"lock-shut"});if(n instanceof he)return un(e.open,t.statement.body.session)?ut(e,t,"unsure"):e.show({name:"result",session:t,ending:"offline"});if(!(n instanceof $e))return ut(e,t,"failed");let{slug:o,remaining:r,lockedUntil:i,title:s}=n.problem;switch(o){case U.pinWrong:return e.show({name:"pin",session:t,wrong:{remaining:r}});case U.pinLocked:return ut(e,t,"locked",i===void 0?{}:{until:i});case U.tooManyUnlocks:case U.tooManyMessages:return ut(e,t,"many");case U.sessionExpired:return ut(e,t,"late");case U.sessionOver:case U.sessionUnknown:return ut(e,t,"gone");default:return ut(e,t,"failed",s===""?{}:{reason:s})}}function yt(e,t){ln.end().catch(()=>{});let n={[U.phoneCopied]:"copied",[U.pinExhausted]:"exhausted",[U.deviceEnded]:"ended"};e.show({name:"halted",why:n[eo(t)??""]??"blocked"})}var Fy=3e4;function Ns(e){let t=document.createElement("iframe");return t.setAttribute("sandbox","allow-scripts"),t.src=e,t}function Is(e,t,n=[]){let{port1:o,port2:r}=new MessageChannel;return e.contentWindow?.postMessage(t,"*",[r,...n]),o}var xl=async(e,t)=>{let n=Ns("/fetcher.html");n.hidden=!0;try{return await new Promise((o,r)=>{let i=()=>r(new he("the document cannot be reached"));setTimeout(i,Fy),n.addEventListener("load",()=>{let s=Is(n,{url:e,size:t});s.onmessage=({data:c})=>c instanceof ArrayBuffer?o(new Uint8Array(c)):i()}),document.body.append(n)})}finally{n.remove()}};var[Hy,Vy]=[10,300];function Mr(e,t){let n;try{n=jc(t)}catch{return!1}return Wy(e,n),!0}function Ds(e){return e.startsWith("sign-link:")}async function Wy(e,t){if(e.phone?.enrolled===void 0)return e.show({name:"link",failure:{why:"no-phone"}});e.show({name:"link"});try{await Md(e.open,t);let n=await jy(e,t.session);if(n?.statement.body.link?.way!==t.way)return e.show({name:"link",failure:{why:"failed"}});Mn(e,n)}catch(n){if(at(n))return yt(e,n);e.show({name:"link",failure:Yy(n,t)})}}async function jy(e,t){for(let n=0;n<Hy;n+=1){let{sessions:o}=await Pr(e.open,0);e.update({waiting:[...e.waiting,...o]});let r=e.waiting.find(({statement:i})=>i.body.session===t);if(r!==void 0)return r;await new Promise(i=>setTimeout(i,Vy))}}var Gy={[U.linkLate]:"late",[U.linkOver]:"over",[U.linkUnknown]:"unknown",[U.linkWrong]:"wrong",[U.certificateNotInForce]:"not-in-force",[U.askedTooOften]:"often",[U.requestOpen]:"open",[U.tooManyRequestsOpen]:"open",[U.tooManyClaims]:"often",[U.pinLocked]:"locked"};function Yy(e,t){let n=t.way==="qr";if(e instanceof he)return{why:"offline",again:n};if(!(e instanceof $e))return{why:"failed",again:n};let{slug:o,title:r,lockedUntil:i}=e.problem,s=Gy[o]??"failed";return{why:s,again:n,...s==="failed"&&r!==""?{reason:r}:{},...i===void 0?{}:{until:i}}}function _l({view:e,app:t}){let{failure:n}=e;if(n===void 0)return a(M,{id:"link",bar:a(F,{title:u("phone-name")}),children:[a(G,{children:u("link-title")}),a(Qe,{children:u("link-wait")})]});let o=n.why==="no-phone";return a(M,{id:`link-${n.why}`,bar:a(F,{title:u("phone-name")}),actions:a(C,{children:[n.again===!0&&a(E,{onClick:()=>t.show({name:"scan-link"}),children:u("link-scan-again")}),a(E,{kind:n.again===!0?"secondary":"primary",onClick:()=>t.show({name:o?"start":"home"}),children:u(o?"link-set-up":"result-done")})]}),children:[a(G,{children:u(`link-${n.why}-title`)}),a(D,{children:u(`link-${n.why}`,{until:n.until===void 0?"":Ve(n.until,t.now())})}),n.reason!==void 0&&a("p",{class:"ds-paragraph",children:a(te,{lang:"en",children:n.reason})})]})}function Sl({session:e}){let{link:t,relying_party:n}=e.statement.body;if(t===void 0)return null;let o=Er(e);return a(V,{colour:t.way==="qr"?"warning":"info",title:u(t.way==="qr"?"link-by-code-title":"link-by-page-title"),children:o===void 0?u("link-by-code",{domain:n.domain}):u("link-by-page",{host:Yi(o)})})}/*!
 * Copyright (c) 2023 Paul Miller (paulmillr.com)
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */var Zy=(()=>{let e=[];for(let t=1;t<=40;t++){let n=(16*t+128)*t+64;if(t>=2){let o=Math.floor(t/7)+2;n-=(25*o-10)*o-55,t>=7&&(n-=36)}e.push(n>>>3)}return e})(),Jy=["low","medium","quartile","high"],Xy={low:[7,10,15,20,26,18,20,24,30,18,20,24,26,30,22,24,28,30,28,28,28,28,30,30,26,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],medium:[10,16,26,18,24,16,18,22,22,26,30,22,22,24,24,28,28,26,26,26,26,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28],quartile:[13,22,18,26,18,24,18,22,20,24,28,26,24,20,30,24,28,28,26,30,28,30,30,30,30,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],high:[17,28,22,16,22,28,26,26,24,28,24,28,22,24,24,30,28,28,26,28,30,24,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30]},Qy={low:[1,1,1,1,1,2,2,2,2,4,4,4,4,4,6,6,6,6,7,8,8,9,9,10,12,12,12,13,14,15,16,17,18,19,19,20,21,22,24,25],medium:[1,1,1,2,2,4,4,4,5,5,5,8,9,9,10,10,11,13,14,16,17,17,18,20,21,23,25,26,28,29,31,33,35,37,38,40,43,45,47,49],quartile:[1,1,2,2,4,4,6,6,8,8,8,10,12,16,12,17,16,18,21,20,23,23,25,27,29,34,34,35,38,40,43,45,48,51,53,56,59,62,65,68],high:[1,1,2,4,4,4,5,6,8,8,11,11,16,16,18,16,19,21,25,25,25,34,30,32,35,37,40,42,45,48,51,54,57,60,63,66,70,74,77,81]},eg={low:1,medium:0,quartile:3,high:2},Hr="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";function tg(e){if(e=ql(e),e===1)return[];let t=21+4*(e-1)-7,n=Math.ceil((t-6)/28),o=Math.floor((t-6)/n);o%2?o+=1:(t-6)%n*2>=n&&(o+=2);let r=[6];for(let i=1;i<n;i++)r.push(t-(n-i)*o);return r.push(t),r}function ng(e,t){let n=eg[e]<<3|t,o=n;for(let r=0;r<10;r++)o=o<<1^(o>>9)*1335;return(n<<10|o)^21522}function og(e){let t=e;for(let n=0;n<12;n++)t=t<<1^(t>>11)*7973;return e<<12|t}var rg={numeric:1,alphanumeric:2,byte:4},ho={numeric:[10,12,14],alphanumeric:[9,11,13],byte:[8,16,16]},Us=(()=>{let e=new Uint8Array(510),t=new Uint8Array(256);for(let n=0,o=1;n<255;n++)e[n]=e[n+255]=o,t[o]=n,o<<=1,o&256&&(o^=285);return{exp:e,log:t}})();function ig(e){let{exp:t,log:n}=Us,o=new Uint8Array(e);o[e-1]=1;for(let r=0,i=1;r<e;r++){for(let s=0;s<e;s++){let c=o[s];o[s]=(c?t[n[c]+n[i]]:0)^(s+1<e?o[s+1]:0)}i=t[n[i]+1]}return o}var El=[];function sg(e){let t=El[e];if(t!==void 0)return t;let n=ig(e),{exp:o,log:r}=Us,i=new Uint8Array(256*e);for(let s=1;s<256;s++){let c=r[s],d=s*e;for(let l=0;l<e;l++){let f=n[l];f&&(i[d+l]=o[r[f]+c])}}return El[e]={gen:n,mul:i}}function ag(e,t,n){let{exp:o,log:r}=Us,i=t.length,s=new Uint8Array(i);if(n!==void 0){let c=i-1;for(let d=0;d<e.length;d++){let l=(e[d]^s[0])*i;for(let f=0;f<c;f++)s[f]=s[f+1]^n[l+f];s[c]=n[l+c]}return s}for(let c=0;c<e.length;c++){let d=e[c]^s[0];if(s.copyWithin(0,1),s[i-1]=0,d)for(let l=0;l<i;l++)t[l]&&(s[l]^=o[r[t[l]]+r[d]])}return s}function Vr(e,t){let n=Zy[e-1],o=Xy[t][e-1],r=Qy[t][e-1],i=Math.floor(n/r)-o,s=r-n%r;return{words:o,numBlocks:r,shortBlocks:s,blockLen:i,capacity:(n-o*r)*8}}var Pt=e=>{throw new Error(e)};function ql(e){if(typeof e!="number")throw new TypeError(`"ver" expected number, got type=${typeof e}`);if(!Number.isSafeInteger(e))throw new RangeError(`"ver" expected safe integer, got ${e}`);if(e<1||e>40)throw new RangeError(`Invalid version=${e}. Expected number [1..40]`);return e}function cg(e){let t="numeric";for(let n=0;n<e.length;n++){let o=Fr[e.charCodeAt(n)];if(!(o>=0))return"byte";o>9&&(t="alphanumeric")}return t}var Fr=(()=>{let e=new Int8Array(128).fill(-1);for(let t=0;t<Hr.length;t++)e[Hr.charCodeAt(t)]=t;return e})();function dg(e,t,n,o,r){let i=Vr(e,t),s=ho[o][Math.floor((e+7)/17)],c=o==="byte"?r.length:n.length;c>=1<<s&&Pt("Capacity overflow");let d=new Uint8Array(i.capacity>>>3),l=0,f=0,m=0,h=(R,Y)=>{for(l=l<<Y|R,f+=Y;f>=8;)d[m++]=l>>>(f-=8)&255};if(h(rg[o],4),h(c,s),o==="numeric")for(let R=0;R<c;R+=3){let Y=Math.min(3,c-R);h(Number(n.slice(R,R+Y)),[0,4,7,10][Y])}else if(o==="alphanumeric"){for(let R=0;R+1<c;R+=2)h(Fr[n.charCodeAt(R)]*45+Fr[n.charCodeAt(R+1)],11);c&1&&h(Fr[n.charCodeAt(c-1)],6)}else for(let R=0;R<r.length;R++)h(r[R],8);let p=m*8+f;p>i.capacity&&Pt("Capacity overflow"),f&&(d[m]=l<<8-f&255),p+=Math.min(4,i.capacity-p),p&7&&(p+=8-(p&7));for(let R=p>>>3,Y=0;R<d.length;R++,Y^=1)d[R]=Y?17:236;let{words:g,numBlocks:v,shortBlocks:b,blockLen:k}=i,x=sg(g),q=[],z=[];for(let R=0,Y=0;R<v;R++){let _=k+(R<b?0:1);q.push(d.subarray(Y,Y+_)),z.push(ag(q[R],x.gen,x.mul)),Y+=_}let me=new Uint8Array(d.length+g*v),ne=0;for(let R=0;R<=k;R++)for(let Y of q)R<Y.length&&(me[ne++]=Y[R]);for(let R=0;R<g;R++)for(let Y of z)me[ne++]=Y[R];return me}function ug(e,t){let n=e%2,o=t%2,r=e%3,i=r*(t%3)%3,s=n&o,c=0;return n===o&&(c|=1),o===0&&(c|=2),r===0&&(c|=4),(e+t)%3===0&&(c|=8),(Math.floor(t/2)+Math.floor(e/3))%2===0&&(c|=16),s+i===0&&(c|=32),(s+i)%2===0&&(c|=64),((n^o)+i)%2===0&&(c|=128),c}var Pl=(()=>{let e=new Uint8Array(65536);for(let t=1;t<e.length;t++)e[t]=e[t>>>1]+(t&1);return e})(),Kn=e=>Pl[e&65535]+Pl[e>>>16],lg=new Uint32Array(32);function fg(e){let t=[1431655765,858993459,252645135,16711935,65535];for(let n=0;n<5;n++){let o=t[n]>>>0,r=1<<n;for(let i=0;i<32;i+=r<<1)for(let s=0;s<r;s++){let c=e[i+s]>>>0,d=e[i+s+r]>>>0,l=(c>>>r^d)&o;e[i+s]=(c^l<<r)>>>0,e[i+s+r]=(d^l)>>>0}}}var mn=e=>{let t=e+31>>>5;return{size:e,words:t,v:new Uint32Array(t*e)}},Cl=(e,t,n)=>e.v[n*e.words+(t>>>5)]>>>(t&31)&1,Et=(e,t,n,o)=>{let r=n*e.words+(t>>>5),i=1<<(t&31);e.v[r]=o?e.v[r]|i:e.v[r]&~i};function Bl(e,t){let{size:n,words:o,v:r}=e,i=lg;for(let s=0;s<n;s+=32)for(let c=0;c<o;c++){let d=Math.min(32,n-s);for(let l=0;l<d;l++)i[l]=r[(s+l)*o+c];i.fill(0,d),fg(i);for(let l=0,f=c*32;l<32&&f<n;l++,f++)t.v[f*t.words+(s>>>5)]=i[l]}}function Tl(e){let{size:t,words:n,v:o}=e,r=t&31?(1<<(t&31))-1>>>0:4294967295,i=0;for(let s=0;s<n;s++){let c=s===n-1?r:4294967295,d=o[3*n+s],l=4294967295,f=o[s]^o[n+s],m=o[n+s]^o[2*n+s],h=o[2*n+s]^d;for(let p=0,g=4*n+s;p<=t-5;p++,g+=n){let v=o[g],b=d^v,k=~(f|m|h|b)&c;k&&(i+=Kn(k>>>0)+2*Kn((k&l)>>>0)),l=f,f=m,m=h,h=b,d=v}}return i}function Ol(e){let{size:t,words:n,v:o}=e,r=t&31?(1<<(t&31))-1>>>0:4294967295,i=0;for(let s=0;s<n;s++){let c=s===n-1?r:4294967295;for(let d=0;d<=t-11;d++){let l=d*n+s,f=o[l],m=o[l+=n],h=o[l+=n],p=o[l+=n],g=o[l+=n],v=o[l+=n],b=o[l+=n],k=o[l+=n],x=o[l+=n],q=o[l+=n],z=o[l+n],me=c&f&~m&h&p&g&~v&b&~(k|x|q|z),ne=c&~(f|m|h|p)&g&~v&b&k&x&~q&z;i+=Kn(me>>>0)+Kn(ne>>>0)}}return i}function pg(e,t,n=1/0){let{size:o,words:r,v:i}=e,s=Tl(e)+Tl(t);if(s>=n)return s;let c=(1<<o-32*(r-1)-1)-1>>>0,d=0,l=0;for(let p=0;p<o;p++)for(let g=0;g<r;g++){let v=i[p*r+g];if(l+=Kn(v>>>0),p===o-1)continue;let b=i[(p+1)*r+g],k=g+1<r?i[p*r+g+1]:0,x=g+1<r?i[(p+1)*r+g+1]:0,q=~(v^b),z=~(v^(v>>>1|k<<31)),me=~(b^(b>>>1|x<<31)),ne=q&z&me;g===r-1&&(ne&=c),d+=Kn(ne>>>0)}let f=o*o,m=Math.ceil(Math.max(0,Math.abs(l*100-f*50)-f*5)/(f*5)),h=s+3*d+10*m;return h>=n?h:h+40*(Ol(e)+Ol(t))}function hg(e,t,n,o){let r=e.size,i=ng(n,o);for(let s=0;s<15;s++){let c=i>>s&1;s<6?Et(e,8,s,c):s<8?Et(e,8,s+1,c):s===8?Et(e,7,8,c):Et(e,14-s,8,c),s<8?Et(e,r-1-s,8,c):Et(e,8,r-15+s,c)}if(Et(e,8,r-8,1),t>=7){let s=og(t);for(let c=0;c<18;c++){let d=s>>c&1,l=r-11+c%3,f=c/3|0;Et(e,l,f,d),Et(e,f,l,d)}}}var Kr;function mg(e){let t=21+4*(e-1),n=mn(t),o=new Uint8Array(t*t),r=(f,m,h)=>{Et(n,f,m,h),o[m*t+f]=1};for(let[f,m]of[[0,0],[t-7,0],[0,t-7]])for(let h=-1;h<8;h++)for(let p=-1;p<8;p++){let g=f+p,v=m+h;if(g<0||v<0||g>=t||v>=t)continue;let b=p>=0&&p<7&&h>=0&&h<7&&(p===0||p===6||h===0||h===6||p>1&&p<5&&h>1&&h<5);r(g,v,b?1:0)}let i=tg(e);for(let f of i)for(let m of i)if(!o[f*t+m])for(let h=-2;h<=2;h++)for(let p=-2;p<=2;p++){let g=Math.max(Math.abs(p),Math.abs(h))!==1;r(m+p,f+h,g?1:0)}for(let f=0;f<t;f++)o[6*t+f]||r(f,6,f%2===0?1:0),o[f*t+6]||r(6,f,f%2===0?1:0);for(let f=0;f<9;f++)f!==6&&(r(8,f,0),r(f,8,0)),f<8&&(r(t-1-f,8,0),r(8,t-1-f,0));if(e>=7)for(let f=0;f<18;f++){let m=t-11+f%3,h=f/3|0;r(m,h,0),r(h,m,0)}let s=[];for(let f=0;f<8;f++)s.push(mn(t));let c=new Uint16Array(t*t),d=0;for(let f=t-1,m=-1,h=t-1;f>0;f-=2,m=-m)for(f===6&&(f=5);;h+=m){for(let p=0;p<2;p++){let g=f-p;if(o[h*t+g])continue;let v=h*n.words+(g>>>5);c[d++]=v<<5|g&31;for(let b=0,k=ug(g,h);k;b++,k>>=1)k&1&&(s[b].v[v]|=1<<(g&31))}if(h+m<0||h+m>=t)break}let l=s.map(f=>{let m=mn(t);return Bl(f,m),m.v});return{ver:e,tpl:n.v,pos:c.slice(0,d),planes:s.map(f=>f.v),planesT:l,work:[mn(t),mn(t),mn(t),mn(t)]}}function yg(e,t,n,o,r=!1){(Kr===void 0||Kr.ver!==e)&&(Kr=mg(e));let{tpl:i,pos:s,planes:c,planesT:d,work:l}=Kr,[f,m,h,p]=l;f.v.set(i);let g=Math.min(8*n.length,s.length);for(let k=0;k<g;k++)if(n[k>>>3]&128>>>(k&7)){let x=s[k];f.v[x>>>5]|=1<<(x&31)}let v=o;if(v===void 0){Bl(f,m);let k=1/0;for(let x=0;x<8;x++){let q=c[x],z=d[x];for(let ne=0;ne<h.v.length;ne++)h.v[ne]=f.v[ne]^q[ne],p.v[ne]=m.v[ne]^z[ne];let me=pg(h,p,k);me<k&&(k=me,v=x)}}let b=c[v];for(let k=0;k<f.v.length;k++)f.v[k]^=b[k];return r||hg(f,e,t,v),f}var zs=(e,t)=>{if(typeof e!="number")throw new TypeError(`"${t}" expected number, got type=${typeof e}`);if(!Number.isSafeInteger(e))throw new RangeError(`"${t}" expected safe integer, got ${e}`);return e},Al=(e,t)=>{if(typeof e!="string")throw new TypeError(`"${t}" expected string, got type=${typeof e}`);return e};function gg(e){let t=0;for(let n=0;n<e.length;n++){let o=e.charCodeAt(n);if(o<128)t++;else if(o<2048)t+=2;else if(o<55296||o>57343)t+=3;else if(o<=56319&&n+1<e.length){let r=e.charCodeAt(n+1);r>=56320&&r<=57343?(t+=4,n++):t+=3}else t+=3}return t}function wg(e,t){let n=ho.byte[Math.floor((e+7)/17)];return Math.min((1<<n)-1,Math.floor((Vr(e,t).capacity-4-n)/8))}function bg(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var mo=(e,t,n)=>e.map[t]>=0&&e.map[n]>=0&&Cl(e.m,e.map[t],e.map[n])===1,$l=[10,27],Ll=String.fromCharCode($l[0]);function vg(e){let t=e.W,n=new Array(t);for(let o=0;o<t;o++){let r=new Array(t);for(let i=0;i<t;i++)r[i]=mo(e,i,o);n[o]=r}return n}function kg(e){let t=e.W,n="";for(let o=0;o<t;o+=2){for(let r=0;r<t;r++){let i=mo(e,r,o),s=o+1>=t?!0:mo(e,r,o+1);n+=!i&&!s?"█":!i&&s?"▀":i&&!s?"▄":" "}n+=Ll}return n}function xg(e){let t=e.W,n=String.fromCharCode($l[1]),o=n+"[0m",r="";for(let i=0;i<t;i++){for(let s=0;s<t;s++)r+=mo(e,s,i)?`${n}[40m  ${o}`:`${n}[1;47m  ${o}`;r+=Ll}return r}function _g(e,t){let n=e.W,o=`<svg viewBox="0 0 ${n} ${n}" xmlns="http://www.w3.org/2000/svg">`,r="",i;for(let s=0;s<n;s++)for(let c=0;c<n;c++){if(!mo(e,c,s))continue;if(!t){o+=`<rect x="${c}" y="${s}" width="1" height="1" />`;continue}let d=`M${c} ${s}`;if(i){let l=`m${c-i.x} ${s-i.y}`;l.length<=d.length&&(d=l)}r+=`${d}h1v1${c<10?`H${c}`:"h-1"}Z`,i={x:c,y:s}}return t&&(o+=`<path d="${r}"/>`),o+"</svg>"}function Rl(e){let t=e.W,n=t*t,o=126,r=Math.floor(n/o),i=n%o,s=new Uint8Array(408+r*(o+2)+2+i+4),c=0,d=p=>{s[c++]=p&255,s[c++]=p>>>8};for(let p of[71,73,70,56,55,97])s[c++]=p;d(t),d(t),s[c++]=246,c+=2,s[c++]=255,s[c++]=255,s[c++]=255,c+=381,s[c++]=44,c+=4,d(t),d(t),s[c++]=0,s[c++]=7;let{m:l,map:f}=e,m=new Uint8Array(t),h=-2;for(let p=0,g=0;p<t;p++){let v=f[p];if(v!==h&&(h=v,m.fill(0),v>=0))for(let b=0;b<t;b++)f[b]>=0&&(m[b]=Cl(l,f[b],v));for(let b=0;b<t;){if(g%o===0){let x=n-g;s[c++]=(x<o?x:o)+1,s[c++]=128}let k=Math.min(o-g%o,t-b);s.set(m.subarray(b,b+k),c),c+=k,b+=k,g+=k}}return i===0&&(s[c++]=1,s[c++]=128),s[c++]=1,s[c++]=129,s[c++]=0,s[c++]=59,s}function Sg(e){let t=e,n;if(typeof t.toBase64=="function")n=t.toBase64();else{let o="";for(let r=0;r<t.length;r+=8192)o+=String.fromCharCode(...t.subarray(r,r+8192));n=btoa(o)}return"data:image/gif;base64,"+n}function Eg(e,t="raw",n={}){if(Al(e,"text"),Al(t,"output"),typeof n!="object"||n===null||Array.isArray(n))throw new TypeError(`"opts" expected object, got type=${typeof n}`);let o=n.version;o!==void 0&&(o=ql(o));let r=n.ecc!==void 0?n.ecc:"medium";Jy.includes(r)||Pt(`invalid ecc=${r}`);let i=n.encoding!==void 0?n.encoding:cg(e);if(ho[i]||Pt(`invalid encoding=${i}`),i!=="byte"){let x=i==="numeric"?Hr.slice(0,10):Hr;for(let q of e)x.includes(q)||Pt(`Unknown letter: "${q}". Allowed: ${x}`)}n.mask!==void 0&&(zs(n.mask,"opts.mask")<0||n.mask>7)&&Pt(`invalid mask=${n.mask}`);let s=n.textEncoder;if(i==="byte"&&s===void 0){let x=wg(o===void 0?40:o,r);(e.length>x||gg(e)>x)&&Pt("Capacity overflow")}let c=i==="byte"?(s!==void 0?s:x=>new TextEncoder().encode(x))(e):void 0;if(c!==void 0&&!bg(c))throw new TypeError(`"opts.textEncoder" expected Uint8Array, got type=${typeof c}`);let d=i==="byte"?c.length:e.length,l=i==="numeric"?Math.floor(d/3)*10+[0,4,7][d%3]:i==="alphanumeric"?Math.floor(d/2)*11+d%2*6:d*8;if(o===void 0){for(o=1;o<=40;o++){let x=ho[i][Math.floor((o+7)/17)];if(d<1<<x&&4+x+l<=Vr(o,r).capacity)break}o>40&&Pt("Capacity overflow")}else{let x=ho[i][Math.floor((o+7)/17)];(d>=1<<x||4+x+l>Vr(o,r).capacity)&&Pt("Capacity overflow")}let f=dg(o,r,e,i,c),m=yg(o,r,f,n.mask),h=n.border===void 0?2:zs(n.border,"opts.border");if(h<=0)throw new RangeError(`invalid border=${h}`);let p=n.scale===void 0?1:zs(n.scale,"opts.scale");if(p<=0||p>1024)throw new RangeError(`invalid scale factor: ${p}`);let g=(m.size+2*h)*p,v=t==="ascii"||t==="gif"||t==="data-url"?4096:1024;if(g>v)throw new RangeError(`invalid opts: output is ${g}x${g} (max ${v}), reduce border/scale`);let b=new Int32Array(g);for(let x=0;x<g;x++){let q=Math.floor(x/p)-h;b[x]=q>=0&&q<m.size?q:-1}let k={m,W:g,map:b};return t==="raw"?vg(k):t==="ascii"?kg(k):t==="term"?xg(k):t==="svg"?_g(k,n.optimize===void 0?!0:n.optimize):t==="gif"?Rl(k):t==="data-url"?Sg(Rl(k)):Pt(`Unknown output: ${t}`)}var Nl=Eg;var Il=1024;async function Dl(e,t){let n=qe(16);return{id:await ss(n),secret:n,statementKeySha256:e,baseUrl:t}}async function zl(e,{secret:t},n){let o=j(Ge({device:e,secret:we(t)})),r=await Xt(n,"sign-further-phone+jwe",o);return o.fill(0),r}var Pg=50,Tg=100,Og=O({sha256:ce,purpose:Zt,not_before:Te,not_after:Te,standing:Q("good","frozen","suspended","revoked"),since:$(Te)}),Ag=O({device:Be,kind:Q("app","qscd"),name:$(nt),enrolled_at:Te,used_at:$(Te),certificates:pe(Og,Tg)}),Rg=O({devices:pe(Ag,Pg)});function yo(e,t,n,o){return Ie("sign-inquiry+jwt",{v:1,aud:"phone-door",device:e,about:t,iat:n},o)}function Ul(e){return Rg(ke(e,"the answer"),"the answer").devices}function Ml({certificates:e}){return e.every(({standing:t})=>t==="revoked")}function go(e){return e.some(({certificates:t})=>t.some(({standing:n})=>n==="frozen"))}var Kl=1024;async function Fl(e,t,n,o){let r=j(Ge({device:e,purpose:t,proof_key:we(n)})),i=await Xt(o,"sign-new-pin+jwe",r);return r.fill(0),i}var Hl=40,qg={freeze:O({type:Q("freeze")}),unfreeze:O({type:Q("unfreeze")}),end_device:O({type:Q("end_device"),device:Be}),activate:O({type:Q("activate"),activation_id:Be,device_kind:Q("app","qscd"),secret:X(Il)}),change_pin:O({type:Q("change_pin"),purpose:Zt,secret:X(Kl)}),name_device:O({type:Q("name_device"),device:Be,name:nt})};function Ms(e){switch(e.type){case"freeze":case"name_device":return;case"unfreeze":case"end_device":case"activate":return"signature";case"change_pin":return e.purpose}}var Cg=(e,t)=>{let n=Q("freeze","unfreeze","end_device","change_pin","activate","name_device")(Gt(e,t).get("type")??null,"type");return qg[n](e,t)};function Vl(e,t,n,o){return Ie("sign-wish+jwt",{v:1,aud:"consent",device:e,deed:t,nonce:ie(qe(16)),iat:n},o)}var Bg=O({statement:$(X(Je.longest))});function Wl(e){return Bg(ke(e,"the answer"),"the answer").statement}var $g=O({v:Ae(1n),aud:Ae("phone"),session:Be,device:Be,purpose:Zt,door:Q("own"),request_sha256:ce,sign:O({type:Q("deed"),algorithm:Q("ES256"),deed:Cg}),certificate_sha256:ce,display:O({}),code:O({mode:Q("none")}),key_list_sha256:ce,nonce:Be,issued_at:Te,expires_at:Te}),Lg=(e,t)=>{let n=$g(e,t);if(Ms(n.sign.deed)!==n.purpose)throw new y("sign must fit door and purpose");let o=n.expires_at-n.issued_at;if(o<1||o>oo)throw new y("expires_at must be 1 to 600 seconds after issued_at");return n},Ks={...Je,read:Lg},Ng=oe(j("mobile-signature-deed-v1"),Uint8Array.of(0));async function Fs(e,t,n,o){let r=await ms(Ks,e,o);Z("the wish's hash",r.body.request_sha256,n);let i=r.body.sign.deed;if([...new Set([...Object.keys(i),...Object.keys(t)])].some(c=>i[c]!==t[c]))throw new y("what is signed is another in the statement than the wish's");return{statement:r,deed:i,digest:await ue(oe(Ng,Ye(r.sha256)))}}async function Hs(e){let t=await yo(e.identity.device,{type:"keys"},e.now(),e.sign);return Ul((await e.send("/v1/phone/inquiries",t,ct)).body)}async function jl(e,t){let n=await Vl(e.identity.device,t,e.now(),e.sign),{body:o}=await e.send("/v1/phone/wishes",n,ct),r=Wl(o);if(r===void 0!=(Ms(t)===void 0))throw new ht("the answer to the wish is not as its PIN demands");if(r===void 0)return;let i=await gt(n);try{return await Fs(r,t,i,Tr(e))}catch(s){if(!(s instanceof Ut))throw s;return await $n(e),Fs(r,t,i,Tr(e))}}async function Gl(e,{statement:t,deed:n,digest:o},r,i){if(i===void 0!=(n.type!=="change_pin"))throw new ht("a PIN is changed with the new one");await ys(e,{statement:t,digests:[o],shown:{deed:n},...i===void 0?{}:{newPin:i}},r)}function Yl({state:e},t,n){let{salt:o,iterations:r}=e.keys[t];return Rn(n,o,r)}async function Zl(e,t,{proofKey:n}){let{opening_key:o}=e.acceptedKeyList.body,r=await Fl(e.identity.device,t,n,o);return n.fill(0),{type:"change_pin",purpose:t,secret:r}}async function Jl(e){let{statement_key:t,opening_key:n}=e.acceptedKeyList.body,o=await Dl(await t.spkiSha256(),e.state.baseUrl),r=await zl(e.identity.device,o,n);return{activation:o,deed:{type:"activate",activation_id:o.id,device_kind:"app",secret:r}}}function Xl({identity:e,state:t},n){let o=n.find(({device:r})=>r===e.device);return o===void 0?[]:n.filter(({device:r,enrolled_at:i})=>r!==o.device&&i>=o.enrolled_at&&t.toldOf?.includes(r)!==!0)}async function Vs(e,t){let n=t.map(({device:o})=>o);await e.commit(o=>({...o,toldOf:[...o.toldOf??[],...n]}))}async function Nt(e){e.show({name:"keys",isBusy:!0}),await Ig(e)}async function Ig(e){let{view:t}=e;try{let n=await Hs(e.open);e.update({kept:n}),e.view===t&&e.show({name:"keys"})}catch(n){if(at(n))return yt(e,n);e.view===t&&e.show({name:"keys",hasFailed:!0})}}async function wo(e){let t=await Hs(e.open).catch(()=>{});t!==void 0&&e.update({kept:t})}async function lt(e,t,n={}){e.show({name:"wishing"});try{let o=await jl(e.open,t);if(o!==void 0)return e.show({name:"grant",wish:o,given:n});await tf(e,t,n)}catch(o){nf(e,t,o)}}async function Ql(e,t,n){e.show({name:"wishing"});let o=await Yl(e.open,t,n);n.fill(0),await lt(e,await Zl(e.open,t,o),{newPin:o})}async function Wr(e){e.show({name:"wishing"});let{activation:t,deed:n}=await Jl(e.open);await lt(e,n,{activation:t})}async function ef(e,t,n,o){let{newPin:r}=o,i={name:"grant",wish:t,given:o};e.show({...i,isBusy:!0});try{await Gl(e.open,t,n,r),r?.wrapPart.fill(0),await tf(e,t.deed,o)}catch(s){if(s instanceof $e&&s.problem.slug===U.pinWrong)return e.show({...i,wrong:{remaining:s.problem.remaining}});r?.wrapPart.fill(0);let c=r!==void 0&&s instanceof he&&un(e.open,t.statement.body.session);nf(e,t.deed,s,c?"unsure":of(s))}finally{n.fill(0)}}async function tf(e,t,{activation:n}){if(await wo(e),n!==void 0){let o=(e.kept??[]).map(({device:r})=>r);return e.show({name:"add-phone",activation:n,groups:await _d(n),before:o})}e.show(t.type==="name_device"?{name:"keys"}:{name:"done",deed:t})}function nf(e,t,n,o=of(n)){if(at(n))return yt(e,n);let r=n instanceof $e?n.problem.lockedUntil:void 0;e.show({name:"done",deed:t,failure:o,...r===void 0?{}:{until:r}})}function of(e){if(e instanceof he)return"offline";if(e instanceof mt)return"lock-shut";if(e instanceof On)return"same";if(e instanceof it)return"late";if(!(e instanceof $e))return"failed";switch(e.problem.slug){case U.pinLocked:return"locked";case U.sessionExpired:case U.sessionOver:return"late";case U.tooManyUnlocks:case U.tooManyMessages:case U.tooManyWishes:return"many";case U.noFurtherPhone:return"no-further";case U.notFrozen:return"not-frozen";default:return"failed"}}var Dg=3e3;function rf({app:e,view:{activation:t,groups:n,before:o},back:r}){let i=e.kept?.find(({device:c})=>!o.includes(c));De(()=>{if(i!==void 0)return;let c=setInterval(()=>{wo(e)},Dg);return()=>clearInterval(c)},[i?.device]);let s=()=>{t.secret.fill(0),r()};return i!==void 0?a(zg,{app:e,added:i,back:s}):a(M,{id:"add-phone",bar:a(F,{title:u("phone-name"),back:s}),children:[a(G,{children:u("add-phone-title")}),a(D,{children:u("add-phone-lead")}),a(Mg,{text:`${location.origin}/#${yd(t)}`}),a(D,{children:u("add-phone-typed")}),a("p",{class:"code ltr",style:{fontSize:"1.25rem",letterSpacing:"normal",overflowWrap:"anywhere"},children:n.join(" ")}),a(V,{colour:"warning",title:u("add-phone-secret")})]})}function zg({app:e,added:t,back:n}){let o=Ug(t),r=()=>{Vs(e.open,[t]).then(n)};return a(M,{id:"phone-arrived",bar:a(F,{title:u("phone-name")}),actions:a(C,{children:[a(E,{onClick:r,children:u("phone-arrived-same")}),a(E,{kind:"secondary",colour:"danger",onClick:()=>{lt(e,{type:"end_device",device:t.device})},children:u("phone-arrived-other")})]}),children:[a(G,{children:u("phone-arrived-title")}),a(D,{children:u("phone-arrived-lead")}),a("section",{class:"ds-card","data-variant":"tinted","data-color":"brand",children:a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:o}),a("span",{class:"ds-sr-only",children:[...o].join(" ")})]})})]})}function Ug({device:e,certificates:t}){let[n,o]=xe("");return De(()=>{let r=c=>t.find(d=>d.purpose===c)?.sha256,[i,s]=[r("authentication"),r("signature")];i!==void 0&&s!==void 0&&Bn(i,s).then(o)},[e]),n}function Mg({text:e}){let t=Nl(e,"raw",{ecc:"medium",border:4}),n=t.flatMap((o,r)=>o.flatMap((i,s)=>i?[`M${s} ${r}h1v1h-1z`]:[]));return a("svg",{role:"img","aria-label":u("add-phone-qr"),viewBox:`0 0 ${t.length} ${t.length}`,shapeRendering:"crispEdges",style:{inlineSize:"100%",maxInlineSize:"20rem",marginInline:"auto",display:"block"},children:[a("rect",{width:"100%",height:"100%",fill:"#fff"}),a("path",{d:n.join(""),fill:"#000"})]})}function sf({app:e}){let t=e.kept===void 0?[]:Xl(e.open,e.kept),[n]=t;if(n===void 0)return null;let o=()=>{Vs(e.open,t).then(()=>e.update({}))};return a("section",{class:"stack",children:[a(V,{colour:"warning",title:u("phone-added-title"),isLive:!0,children:u("phone-added",{when:Ve(n.enrolled_at,e.now())})}),a("div",{class:"pair",children:[a(E,{kind:"secondary",onClick:o,children:u("phone-added-mine")}),a(E,{kind:"secondary",colour:"danger",onClick:()=>{Nt(e)},children:u("phone-added-look")})]})]})}function Fn(e){let[t,n]=[e.subjectAttribute("givenName"),e.subjectAttribute("surname")];return[t,n].filter(r=>r!==void 0).join(" ")||e.subjectAttribute("commonName")||""}function jr(e){return e.split(/\s+/).filter(n=>n!=="").slice(0,2).map(n=>[...n][0]?.toUpperCase()??"").join("")}function af({app:e,back:t}){let{certificates:n,device:o}=e.open.identity,{lock:r,baseUrl:i}=e.open.state,[s,c]=xe();return De(()=>{let{authentication:d,signature:l}=n;Bn(d.sha256,l.sha256).then(c)},[n]),a(M,{id:"certificates",bar:a(F,{title:u("phone-name"),back:t}),actions:a(E,{kind:"secondary",onClick:t,children:u("result-done")}),children:[a(G,{children:u("certificates-title")}),An.map(d=>{let l=n[d];return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u(`enrolled-${d}`)}),a(D,{children:u(`enrolled-${d}-text`)}),a(D,{isQuiet:!0,children:[u("certificates-for",{name:Fn(l)}),a("br",{}),u("certificates-until",{until:dt(l.notAfter)})]}),a(hn,{title:u("details-for-specialists"),facts:[[u("certificates-issuer"),l.issuerAttribute("commonName")],[u("certificates-person"),l.subjectAttribute("serialNumber")],[u("certificates-serial"),l.serial],[u("certificates-from"),pn(l.notBefore)],[u("certificates-to"),pn(l.notAfter)],[u("certificates-sha256"),l.sha256]]})]},d)}),r!==void 0&&a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("certificates-lock-title")}),a(D,{children:u("certificates-lock")})]}),a(ll,{app:e}),a(hn,{title:u("certificates-device"),facts:[[u("certificates-device"),o],[u("certificates-comparison"),s],[u("certificates-service"),i]]})]})}function Hn(e){return e==="signature"?5:4}function df(e,t){if(e.length>12||!e.every(o=>o>=48&&o<=57))return"malformed";if(e.length<Hn(t))return"short";let n=Array.from(e,o=>o-48);return Kg(n)?"sequence":Fg(n)?"repetition":Hg(n)?"date":void 0}function uf(e,t){return cf(e,t)||cf(t,e)?"related":void 0}function cf(e,t){return Array.from({length:Math.max(0,e.length-t.length+1)},(o,r)=>r).some(o=>t.every((r,i)=>e[o+i]===r))}function Kg(e){let t=n=>e.every((o,r)=>r===0||((e[r-1]??0)+n)%10===o);return t(1)||t(9)}function Fg(e){return Array.from({length:Math.floor(e.length/2)},(n,o)=>o+1).some(n=>e.length%n===0&&e.every((o,r)=>o===e[r%n]))}function Hg(e){let t=(i,s)=>e.slice(i,s).reduce((c,d)=>c*10+d,0),n=(i,s)=>i>=1&&i<=31&&s>=1&&s<=12,o=i=>{let[s,c]=[t(i,i+2),t(i+2,i+4)];return n(s,c)||n(c,s)},r=i=>t(i,i+4)>=1900&&t(i,i+4)<=2099;switch(e.length){case 4:return r(0);case 6:return o(0)||o(2);case 8:return o(0)&&r(4)||o(4)&&r(0);default:return!1}}var Vg=48;function bo({shortest:e,submitWord:t,isWide:n=!1,isBusy:o=!1,whenChanged:r,submit:i}){let s=ze(new Uint8Array(12)),[c,d]=xe(0),l=ze(0),f=v=>{l.current=v,d(v),r?.(s.current.slice(0,v))},m=v=>{o||l.current===12||(s.current[l.current]=Vg+v,f(l.current+1))},h=()=>{o||l.current===0||(s.current[l.current-1]=0,f(l.current-1))},p=()=>{if(o||l.current===0)return;let v=s.current.slice(0,l.current);s.current.fill(0),f(0),i(v)},g=ze(()=>{});return g.current=v=>{if(!(v.ctrlKey||v.altKey||v.metaKey)){if(/^[0-9]$/.test(v.key))m(Number(v.key));else if(v.key==="Backspace")h();else if(v.key==="Enter"&&!(v.target instanceof HTMLButtonElement))p();else return;v.preventDefault()}},al(()=>{let v=k=>g.current(k),b=s.current;return document.addEventListener("keydown",v),()=>{document.removeEventListener("keydown",v),b.fill(0)}},[]),a(C,{children:[a("div",{class:"pin",role:"status","aria-label":u("pin-count",{count:c}),children:Array.from({length:Math.max(e,c)},(v,b)=>a("i",{class:b<c?"on":""},b))}),a("div",{class:"pad",role:"group","aria-label":u("pin-digits"),children:[[1,2,3,4,5,6,7,8,9].map(v=>a(E,{kind:"secondary",colour:"neutral",isBusy:o,onClick:()=>m(v),children:String(v)},v)),a(E,{kind:"tertiary",colour:"neutral",isBusy:o,label:u("pin-delete"),onClick:h,children:"⌫"}),a(E,{kind:"secondary",colour:"neutral",isBusy:o,onClick:()=>m(0),children:"0"}),!n&&a(E,{class:"word",isBusy:o,onClick:p,children:t})]}),n&&a(E,{isBusy:o,onClick:p,children:t})]})}var Wg=7;function ff(e,t,n){if(e.length===0)return{level:0,words:""};let o=pf(e,t,n);return o==="short"?{level:1,words:u("pin-weak-short",{missing:Hn(t)-e.length})}:o!==void 0?{level:1,words:u(`pin-weak-${o}`)}:e.length>=Wg?{level:3,words:u("pin-strong")}:{level:2,words:u("pin-good")}}function pf(e,t,n){return df(e,t)??(n===void 0?void 0:uf(n,e))}function Gr({purpose:e,before:t,differs:n,asks:o,back:r,chosen:i}){let[{level:s,words:c},d]=xe({level:0,words:""}),l=u(`pin-${e}`),f=h=>{h.length>0&&d(ff(h,e,t)),h.fill(0)},m=h=>pf(h,e,t)===void 0?i(h):(d(ff(h,e,t)),h.fill(0));return a(M,{id:`choose-${e}`,bar:a(F,{title:l,back:r}),children:[a(G,{children:o?.title??u(`choose-title-${e}`)}),a(D,{children:o?.lead??u(`choose-lead-${e}`)}),n&&s===0&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",children:u("choose-differs",{pin:l})}),a("div",{class:"stack",children:[a("meter",{min:0,max:3,low:1.5,high:2.5,optimum:3,value:s,"aria-label":u("pin-strength"),"aria-valuetext":c||u("pin-count",{count:0})}),a("p",{class:s===1?"ds-validation-message":"ds-paragraph","data-color":s===1?"danger":void 0,"data-size":"sm",role:"status",style:{minBlockSize:"3em"},children:c})]}),a(bo,{shortest:Hn(e),submitWord:u("choose-next",{pin:l}),isWide:!0,whenChanged:f,submit:m})]})}function Yr({purpose:e,first:t,back:n,done:o}){let r=u(`pin-${e}`),i=s=>{let c=Ne(s,t);s.fill(0),o(c)};return a(M,{id:`again-${e}`,bar:a(F,{title:r,back:n}),children:[a(G,{children:u("choose-again-title",{pin:r})}),a(D,{children:u("choose-again-lead")}),a(bo,{shortest:t.length,submitWord:u("choose-same",{pin:r}),isWide:!0,submit:i})]})}function Ws(e,t){e.show({name:"change-pin",purpose:t})}function hf({app:e}){return a(C,{children:[a("div",{class:"pair",children:An.map(t=>a(E,{kind:"tertiary",onClick:()=>Ws(e,t),children:u("pins-change",{pin:u(`pin-${t}`)})},t))}),a(D,{isQuiet:!0,children:u("pins-forgotten")})]})}function mf({app:e,view:{purpose:t,first:n,differs:o},back:r}){let i=d=>e.show({name:"change-pin",purpose:t,first:d});if(n===void 0){let d={title:u("change-title",{pin:u(`pin-${t}`)}),lead:u(`change-lead-${t}`)};return a(Gr,{purpose:t,before:void 0,differs:o===!0,asks:d,back:r,chosen:i},t)}return a(Yr,{purpose:t,first:n,back:()=>{n.fill(0),r()},done:d=>{if(d)return void Ql(e,t,n);n.fill(0),e.show({name:"change-pin",purpose:t,differs:!0})}},`${t} again`)}var jg={good:"success",frozen:"info",suspended:"warning",revoked:"danger"};function yf({app:e,isBusy:t,hasFailed:n,back:o}){let{kept:r}=e,i=e.open.identity.device,s=({device:c})=>c===i;return a(M,{id:"keys",bar:a(F,{title:u("phone-name"),back:o}),actions:r===void 0?void 0:a(Gg,{app:e,kept:r}),children:[a(G,{children:u("keys-title")}),n&&a(V,{colour:"warning",title:u("keys-failed-title"),isLive:!0,children:u("keys-failed")}),n&&a(E,{kind:"secondary",onClick:()=>{Nt(e)},children:u("result-try-again")}),t&&r===void 0&&a(Qe,{children:u("keys-loading")}),r!==void 0&&go(r)&&a(V,{colour:"info",title:u("keys-frozen-title"),isLive:!0,children:u("keys-frozen")}),[...r??[]].sort((c,d)=>Number(s(d))-Number(s(c))).map(c=>a(Zg,{app:e,device:c,isOwn:s(c)},c.device))]})}function Gg({app:e,kept:t}){return a(C,{children:[a(Yg,{app:e,kept:t}),a(E,{kind:"secondary",onClick:()=>{Wr(e)},children:u("add-phone")})]})}function Yg({app:e,kept:t}){return go(t)?a(E,{onClick:()=>{lt(e,{type:"unfreeze"})},children:u("keys-unfreeze")}):a(E,{kind:"secondary",colour:"danger",onClick:()=>{lt(e,{type:"freeze"})},children:u("keys-freeze")})}function js({name:e,enrolled_at:t}){return e??u("keys-unnamed",{since:dt(t)})}function Zg({app:e,device:t,isOwn:n}){let[o,r]=xe(!1),i=js(t),s=Ml(t);return a("section",{class:"ds-card stack","data-variant":n?"tinted":void 0,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:a(te,{children:i})}),a(D,{isQuiet:!0,children:[n&&a(C,{children:[u("keys-this"),a("br",{})]}),s?u("keys-ended"):t.used_at===void 0?u("keys-never-used"):u("keys-used",{when:Ve(t.used_at,e.now())})]}),!s&&a("ul",{class:"list",children:t.certificates.map(c=>a(Jg,{certificate:c},c.sha256))}),o&&a(Xg,{called:t.name??"",save:c=>{lt(e,{type:"name_device",device:t.device,name:c})}}),n&&!s&&!o&&a(hf,{app:e}),!s&&!o&&a("div",{class:"pair",children:[a(E,{kind:"tertiary",label:`${u("keys-name")}: ${i}`,onClick:()=>r(!0),children:u("keys-name")}),!n&&a(E,{kind:"tertiary",colour:"danger",label:`${u("keys-end")}: ${i}`,onClick:()=>{lt(e,{type:"end_device",device:t.device})},children:u("keys-end")})]})]})}function Jg({certificate:{purpose:e,standing:t,not_after:n}}){return a("li",{children:[a("span",{children:[u(`enrolled-${e}`),a("br",{}),a("span",{class:"quiet",children:u("certificates-until",{until:dt(n)})})]}),a("span",{class:"ds-tag","data-color":jg[t],children:u(`standing-${t}`)})]})}function Xg({called:e,save:t}){let[n,o]=xe(e);return a("form",{class:"stack",noValidate:!0,onSubmit:i=>{i.preventDefault();let s=n.trim().replaceAll(/\s+/g," ");s!==""&&t(s)},children:[a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:"name","data-weight":"medium",children:u("keys-name-label")}),a("input",{class:"ds-input",id:"name",autocomplete:"off",maxLength:Hl,value:n,onInput:i=>o(i.currentTarget.value)})]}),a(E,{kind:"secondary",submits:!0,children:u("keys-name-save")})]})}function gf({session:e,count:t,hasLock:n,isBusy:o,wrong:r,back:i,enter:s}){let{body:c}=e.statement,{purpose:d}=c,l=ot(c),f=l.payment===void 0?void 0:u("pin-summary-payment",{amount:zn(l.payment),payee:l.payment.payee}),m=t===void 0?l.documents?.[0]?.document_name:u("pin-documents",{count:t}),h=[f,m??l.text??l.domain,l.code===void 0?void 0:u("pin-summary-code",{code:l.code})];return a(M,{id:"pin",bar:o?a(F,{title:u(`request-sign-${d}`)}):a(F,{title:u(`request-sign-${d}`),back:i}),children:[a("div",{class:"asker",children:[a("span",{class:"mark","aria-hidden":"true",children:jr(l.name)}),a("div",{children:[a("p",{children:a("strong",{children:a(te,{children:l.name})})}),a("p",{class:"quiet",children:h.filter(p=>p!==void 0).map((p,g)=>a("span",{children:[g>0&&" · ",a(te,{children:p})]},p))})]})]}),a("div",{class:"centred",children:a(G,{size:"xs",children:u(`pin-title-${d}`)})}),a(Gs,{purpose:d,submitWord:u(`pin-submit-${d}`),hasLock:n,isBusy:o,wrong:r,enter:s})]})}function Gs({purpose:e,submitWord:t,hasLock:n,isBusy:o,wrong:r,enter:i}){return a(C,{children:[r!==void 0&&!o&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",children:r.remaining===void 0||r.remaining===0?u("pin-wrong-last",{pin:u(`pin-${e}`)}):u("pin-wrong",{pin:u(`pin-${e}`),remaining:r.remaining})}),o&&a("p",{class:"centred",role:"status",children:u("pin-working")}),a(bo,{shortest:Hn(e),submitWord:t,isBusy:o,submit:i}),a("p",{class:"ds-paragraph quiet centred","data-size":"sm",children:[n&&a(C,{children:[u("pin-lock-next"),a("br",{})]}),u("pin-never")]})]})}function yn({type:e}){return e.replace("_","-")}function Ys(e){return{pin:e.type==="change_pin"?u(`pin-${e.purpose}`):""}}function Zs(e){return u(`deed-${yn(e)}`,Ys(e))}function Qg(e,t){let n="device"in t?e.kept?.find(({device:o})=>o===t.device):void 0;return n===void 0?void 0:js(n)}function wf(){return a(M,{id:"wishing",bar:a(F,{title:u("phone-name")}),children:a(Qe,{children:u("pin-working")})})}function bf({app:e,wish:{deed:t,statement:n},isBusy:o,wrong:r,back:i,enter:s}){let c=Qg(e,t),d=o?a(F,{title:u("phone-name")}):a(F,{title:u("phone-name"),back:i});return a(M,{id:`grant-${yn(t)}`,bar:d,children:[a("div",{class:"centred",children:[a(G,{size:"xs",children:u(`grant-${yn(t)}-title`,Ys(t))}),c!==void 0&&a("p",{children:a("strong",{children:a(te,{children:c})})}),a(D,{isQuiet:!0,children:u(`grant-${yn(t)}`)})]}),a(Gs,{purpose:n.body.purpose,submitWord:u("grant-submit"),hasLock:e.open.state.lock!==void 0,isBusy:o,wrong:r,enter:s})]})}function vf({app:e,view:{deed:t,failure:n,until:o},again:r,back:i}){let s=n===void 0?`done-${yn(t)}`:`undone-${n}`,c=n!==void 0&&["same","offline","lock-shut","late"].includes(n);return a(M,{id:s,bar:a(F,{title:u("phone-name")}),actions:a(C,{children:[c&&a(E,{onClick:r,children:u("result-try-again")}),a(E,{kind:c?"secondary":"primary",onClick:i,children:u("done-back")})]}),children:a("div",{class:"ds-alert","data-color":n===void 0?"success":"warning",role:"status",children:[a("h1",{class:"ds-heading","data-size":"xs",children:n===void 0?u(`done-${yn(t)}-title`,Ys(t)):u(`undone-${n}-title`)}),a("p",{class:"ds-paragraph",children:n===void 0?u(`done-${yn(t)}`):u(`undone-${n}`,{until:o===void 0?"":Ve(o,e.now())})})]})})}var Zr=Array.from({length:io},(e,t)=>t+1);function kf({problem:e,isBusy:t,back:n,enterLine:o,take:r}){let[i,s]=xe(Zr.map(()=>"")),[c,d]=xe(!1),l=ze([]),f=ze(null),m=b=>{let k=i[b-1]??"";return(k.length===Jt||c)&&!so(b,k)},h=Zr.filter(m);De(()=>{e!==void 0&&f.current?.focus()},[e]);let p=(b,k)=>{let x=[...i],q=vd(k),z=b-1;do x[z]=q.slice(0,Jt),q=q.slice(Jt),z+=1;while(q!==""&&z<io);s(x);let me=x[z-1]??"";me.length===Jt&&so(z,me)&&l.current[z]?.focus()},g=(b,k)=>{b.key==="Backspace"&&(i[k-1]??"")===""&&l.current[k-2]?.focus()},v=b=>{if(b.preventDefault(),t)return;d(!0);let k=Zr.find(x=>!so(x,i[x-1]??""));if(k!==void 0)return l.current[k-1]?.focus();r(i)};return a(M,{id:"code",bar:a(F,{title:u("phone-name"),back:n}),actions:a(C,{children:[a("button",{class:"ds-button",type:"submit",form:"typed","aria-disabled":t||void 0,children:u("activation-continue")}),a(E,{kind:"tertiary",onClick:o,children:u("code-line-instead")})]}),children:[a(G,{children:u("code-title")}),a(D,{children:u("code-lead")}),e!==void 0&&!t&&a("p",{class:"ds-validation-message","data-color":"danger",role:"alert",ref:f,tabIndex:-1,children:u(e)}),a("form",{id:"typed",class:"groups",noValidate:!0,onSubmit:v,children:Zr.map(b=>a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:`group-${b}`,"data-weight":"medium",children:u("code-group",{number:b})}),a("input",{class:"ds-input ltr group",id:`group-${b}`,ref:k=>{l.current[b-1]=k},value:i[b-1],dir:"ltr",autocomplete:"off",autocapitalize:"characters",spellcheck:!1,"aria-invalid":m(b)||void 0,"aria-describedby":m(b)?"slips":void 0,onInput:k=>p(b,k.currentTarget.value),onKeyDown:k=>g(k,b)})]},b))}),a("p",{class:"ds-validation-message","data-color":"danger",id:"slips",role:"status",children:h.length>0&&u("code-slips",{groups:h.join(", ")})}),t&&a("p",{role:"status",children:u("request-wait")})]})}function xf({failed:e,again:t,fromLink:n,startOver:o}){if(e===void 0)return a(M,{id:"making",bar:a(F,{title:u("phone-name")}),children:[a(G,{children:u("making-title")}),a(Qe,{children:u("making-keys")})]});let{why:r}=e,i=r==="unreachable"||r==="unreached",s=r==="unreachable"?t:r==="unreached"?()=>n(e.activation):o;return a(M,{id:`making-${r}`,bar:a(F,{title:u("phone-name")}),actions:a(E,{onClick:s,children:u(i?"making-again":"making-start-over")}),children:[a(G,{children:u("making-failed-title")}),a(D,{children:u(ew[r])}),r==="refused"&&a(D,{children:a(te,{lang:"en",children:e.reason})}),!i&&a(D,{children:u("making-refused-next")})]})}var ew={unreachable:"making-failed",unreached:"making-unreached","link-over":"making-link-over",check:"making-failed-check",refused:"making-refused"};function _f({enrolled:e,comparison:t,done:n}){let{authentication:o,signature:r}=e.certificates,i=dt(Math.min(o.notAfter,r.notAfter));return a(M,{id:"enrolled",bar:a(F,{title:u("phone-name")}),actions:a(E,{onClick:n,children:u("enrolled-done")}),children:[a(G,{children:u("enrolled-title")}),a(D,{children:u("enrolled-lead",{name:Fn(o),until:i})}),["authentication","signature"].map(s=>a("section",{class:"ds-card stack","data-variant":"tinted",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u(`enrolled-${s}`)}),a(D,{children:u(`enrolled-${s}-text`)}),a(D,{isQuiet:!0,children:u("certificates-until",{until:dt(e.certificates[s].notAfter)})})]},s)),a("section",{class:"ds-card stack","data-variant":"tinted","data-color":"brand",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("comparison-title")}),a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:t}),a("span",{class:"ds-sr-only",children:[...t].join(" ")})]}),a(D,{isQuiet:!0,children:u("comparison-text")})]}),a(V,{colour:"info",title:u("enrolled-keep")})]})}var tw=(e,t)=>e===null?void 0:ce(e,t),nw=O({v:Ae(1n),aud:Ae("relying-party"),session:Be,relying_party:ro,request_sha256:ce,statement_sha256:ce,certificate_sha256:ce,signatures_sha256:$(pe(tw,Cn)),verifier_sha256:$(ce),state:Q("completed","refused"),completed_at:Te}),ow=(e,t)=>{let n=nw(e,t),o=n.signatures_sha256?.length;if(n.state==="completed"?o===void 0||o===0:o!==void 0)throw new y("signatures_sha256 must be there when completed, and only then");if(n.state==="refused"&&n.verifier_sha256!==void 0)throw new y("verifier_sha256 must not be there when refused");return n},Jr={typ:"sign-receipt+jwt",name:"receipt",longest:8*1024,headerKey:"none",lowerS:!0,read:ow};var rw=20,iw=512*1024,sw=163840,aw=65536,cw=["completed","refused","expired","cancelled","failed"],dw=Q("requested","stated","shown","answered","completed","refused","expired","cancelled","failed"),uw=O({statement:X(Je.longest),phone:$(nt),state:dw,problem:$(Ke(/^[a-z0-9-]{1,64}$/,"the name of a problem")),ended_at:$(Te),receipt:$(X(Jr.longest))}),lw=O({entries:pe(uw,rw),more:_n}),Sf={...Je,read:(e,t)=>(Gt(e,t).get("door")==="own"?Ks:Je).read(e,t)};function Ef(e){return lw(ke(e,"the answer"),"the answer")}async function Pf({statement:e,phone:t,state:n,problem:o,ended_at:r,receipt:i},s){let c=await(await Fe.parse(Sf,e)).verify(s.statement_key),d=i===void 0?void 0:await fw(i,c,s),l=c.body.door!=="own"&&(n==="completed"||n==="refused")?n:void 0;if(d?.body.state!==l||r!==void 0!==cw.includes(n))throw new y("state must be what the receipt says, and over exactly when it ended");return{statement:c,phone:t,state:n,problem:o,endedAt:r,receipt:d}}async function fw(e,{body:t,sha256:n},o){let r=await(await Fe.parse(Jr,e)).verify(o.receipt_key),{body:i}=r;if(t.door==="own")throw new y("relying_party must be there, through the door of one");return Z("the receipt's session",i.session,t.session),Z("the receipt's relying party",i.relying_party,t.relying_party.id),Z("the receipt's request",i.request_sha256,t.request_sha256),Z("the receipt's statement",i.statement_sha256,n),Z("the receipt's certificate",i.certificate_sha256,t.certificate_sha256),r}async function Tf({statement:e}){return(await Fe.parse(Sf,e).catch(()=>{}))?.claims.session}var pw=O({leaf:X(16*1024),place:En,path:pe(ce,64)}),hw=O({v:Ae(1n),aud:Ae("verifier"),key_list:X(aw),statement:X(Je.longest),request:X(sw),relying_party_chain:$(pe($t,4)),receipt:$(X(Jr.longest)),log:$(O({checkpoint:X(4096),leaves:pe(pw,3)}))});function Of(e,t){if(e.length>iw)throw new y("the evidence is too long");let n=hw(ke(e,"the evidence"),"the evidence");if(Z("the statement of the evidence",n.statement,t.statement.compact),n.receipt!==t.receipt?.compact)throw new y("the receipt of the evidence is another");return n.log!==void 0}async function Rf(e,t){let n=await yo(e.identity.device,{type:"history",after:t},e.now(),e.sign),o=Ef((await e.send("/v1/phone/inquiries",n,ct)).body),r=await Af(e,o);r.length<o.entries.length&&(await $n(e),r=await Af(e,o));let i=o.entries.at(-1),s=o.more&&i!==void 0?await Tf(i):void 0;return{entries:r,unacceptable:o.entries.length-r.length,next:s}}async function Af(e,{entries:t}){let{body:n}=e.acceptedKeyList;return(await Promise.all(t.map(r=>Pf(r,n).catch(()=>{})))).filter(r=>r!==void 0)}async function qf(e,t){let n=await yo(e.identity.device,{type:"evidence",session:t.statement.body.session},e.now(),e.sign),{body:o}=await e.send("/v1/phone/inquiries",n,ct);return{file:o,isProven:Of(o,t)}}function Xr(e,t,n){let o=URL.createObjectURL(new Blob([e.slice().buffer],{type:n})),r=document.createElement("a");r.href=o,r.download=t,r.click(),setTimeout(()=>URL.revokeObjectURL(o),6e4)}async function Qr(e){e.update({asked:void 0}),await ei(e)}async function ei(e){let t=e.asked;e.show({name:"history",isBusy:!0});let{view:n}=e;try{let o=await Rf(e.open,t?.next);e.update({asked:{entries:[...t?.entries??[],...o.entries],unacceptable:(t?.unacceptable??0)+o.unacceptable,next:o.next}}),e.view===n&&e.show({name:"history"})}catch(o){if(at(o))return yt(e,o);e.view===n&&e.show({name:"history",hasFailed:!0})}}async function Cf(e,t){e.show({name:"past",past:t,saving:"busy"});try{let{file:n,isProven:o}=await qf(e.open,t);Xr(j(n),`${t.statement.body.session}.json`,"application/json"),e.show({name:"past",past:t,saving:o?"saved":"unproven"})}catch(n){if(at(n))return yt(e,n);e.show({name:"past",past:t,saving:n instanceof he?"offline":"failed"})}}function Bf({session:e,isBusy:t,chosen:n,choose:o,differs:r}){let{code:i,purpose:s}=e.statement.body,c=wr(e.statement.body);return i.value===void 0?a(V,{colour:"warning",title:u(s==="signature"?"request-no-code":"request-no-code-authentication")}):a("section",{class:"ds-card","data-variant":"tinted","data-color":"brand",children:[c===void 0?a(mw,{code:i.value}):a(yw,{choices:c,isBusy:t,chosen:n,choose:o}),a(E,{kind:"tertiary",isBusy:t,onClick:r,children:u(c===void 0?"request-other-number":"request-none-of-these")})]})}function mw({code:e}){return a(C,{children:[a("p",{class:"ds-paragraph tight",children:u("request-code")}),a("p",{class:"code",children:[a("span",{"aria-hidden":"true",children:e}),a("span",{class:"ds-sr-only",children:[...e].join(" ")})]}),a("p",{class:"ds-paragraph quiet tight","data-size":"sm",children:u("request-code-warning")})]})}function yw({choices:e,isBusy:t,chosen:n,choose:o}){return a("fieldset",{class:"ds-fieldset",id:"choices",children:[a("legend",{class:"ds-label","data-weight":"medium",children:u("request-choose")}),a("p",{class:"ds-paragraph quiet tight","data-size":"sm",children:u("request-choose-warning")}),e.map(r=>a("div",{class:"ds-field",children:[a("input",{class:"ds-input",type:"radio",name:"code",id:`code-${r}`,checked:n===r,disabled:t,onChange:()=>o(r)}),a("label",{class:"ds-label code",for:`code-${r}`,children:[a("span",{"aria-hidden":"true",children:r}),a("span",{class:"ds-sr-only",children:[...r].join(" ")})]})]},r))]})}function $f(){let e=document.querySelector("#choices input");e?.focus(),e?.scrollIntoView({block:"center"})}function Js({statement:e,contents:t},n){return xt(e.body.sign)[n]?.document_name??u(t[n]?.type==="text"?"request-document-text":"request-document-unnamed",{number:n+1})}function Xs(e){return`${e.slice(0,8)} … ${e.slice(-8)}`}function ti(e,t){return e.contents[t]?.type==="text"||co(e,t)!==void 0}function Lf(e){let{session:t,choice:n}=e,o=xt(t.statement.body.sign),r=n.signed.filter(Boolean).length;return a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("request-documents",{count:o.length})}),a("p",{class:"ds-paragraph quiet",role:"status",children:r===0?u("request-none-left"):u("request-documents-left",{count:r})}),a("ol",{class:"list",children:o.map((i,s)=>a(gw,{at:s,...e},s))})]})}function gw({session:e,choice:t,differs:n,isBusy:o,open:r,strike:i,at:s}){let{document_sha256:c,must_open:d}=xt(e.statement.body.sign)[s]??{},l=Js(e,s),f=t.signed[s]===!0;return a("li",{children:[a("span",{children:[a("span",{class:"quiet",children:[u("request-number",{number:s+1})," "]}),a("strong",{style:f?void 0:{textDecoration:"line-through"},children:a(te,{children:l})}),c!==void 0&&a(C,{children:[a("br",{}),a("code",{class:"ltr quiet",children:Xs(c)})]}),e.contents[s]?.type==="digest"&&!ti(e,s)&&a(C,{children:[a("br",{}),a("span",{class:"quiet",children:u("request-digest-only-title")})]})]}),a(Nf,{isSigned:f,isOpened:t.opened[s]===!0,mustOpen:d===!0,differs:n.has(s)}),ti(e,s)&&a(E,{kind:"tertiary",isBusy:o,label:`${u("request-open")}: ${l}`,onClick:()=>r(s),children:u("request-open")}),!n.has(s)&&a(E,{kind:"tertiary",isBusy:o,label:`${u(f?"request-strike":"request-put-back")}: ${l}`,onClick:()=>i(s,!f),children:u(f?"request-strike":"request-put-back")})]})}function Nf({isSigned:e,isOpened:t,mustOpen:n,differs:o}){let[r,i]=o?["danger","request-differs"]:e?t?["success","request-opened"]:n?["warning","request-must-open"]:[void 0,""]:["neutral","request-struck"];return r===void 0?null:a("span",{class:"ds-tag","data-color":r,children:u(i)})}function If({session:e,choice:t,differs:n,isBusy:o,open:r}){return co(e,0)===void 0?null:n.has(0)?a(V,{colour:"danger",title:u("read-differs-title"),children:u("read-differs")}):a("p",{class:"row",children:[a(E,{kind:"secondary",isBusy:o,onClick:()=>r(0),children:u("request-read")}),a(Nf,{isSigned:!0,isOpened:t.opened[0]===!0,mustOpen:xt(e.statement.body.sign)[0]?.must_open===!0,differs:!1})]})}function Df({title:e,now:t,later:n,goOn:o,refuse:r,...i}){let{session:s,isBusy:c}=i,{body:d}=s.statement,[l,f]=bw(),[m,h]=xe(),p=wr(d)!==void 0&&m===void 0;return a(M,{id:"request",bar:a(F,{title:e,back:n}),actions:a(C,{children:[l&&p?a(E,{kind:"secondary",onClick:$f,children:u("request-choose-first")}):l?a(ww,{...i,goOn:()=>m===void 0||m===d.code.value?o():r("wrong_code")}):a(E,{kind:"secondary",onClick:()=>f.current?.scrollIntoView({block:"end"}),children:u("request-rest")}),a("div",{class:"pair",children:[a(E,{kind:"secondary",isBusy:c,onClick:()=>r("declined"),children:u("request-refuse")}),a(E,{kind:"secondary",colour:"danger",isBusy:c,onClick:()=>r("not_mine"),children:u("request-not-me")})]})]}),children:[a(vw,{session:s}),a(Bf,{session:s,isBusy:c,chosen:m,choose:h,differs:()=>r("wrong_code")}),a(Sl,{session:s}),a(kw,{...i}),a("div",{class:"end",ref:f}),a(xw,{until:d.expires_at,now:t}),a(_w,{session:s}),c&&a("p",{role:"status",children:u("request-wait")})]})}function ww({session:e,choice:t,isBusy:n,open:o,goOn:r}){let{purpose:i,sign:s}=e.statement.body,c=t.signed.filter(Boolean).length,[d]=ns(t,s);return c===0?null:d!==void 0?a(E,{isBusy:n,onClick:()=>o(d),children:t.signed.length===1?u("request-read"):u("request-read-first",{number:d+1})}):a(E,{isBusy:n,onClick:r,children:t.signed.length===1?u(`request-sign-${i}`):u("request-sign-documents",{count:c})})}function bw(){let e=ze(null),[t,n]=xe(!1);return De(()=>{let o=e.current;if(o===null)return;let r=new IntersectionObserver(i=>{i.some(s=>s.isIntersecting)&&n(!0)});return r.observe(o),()=>r.disconnect()},[]),[t,e]}function vw({session:e}){let{relying_party:t,purpose:n,door:o}=e.statement.body,r=o==="native"?u("request-signed-by"):u("request-vouched-by",{door:ni(o)});return a("div",{class:"asker",children:[a("span",{class:"mark","aria-hidden":"true",children:jr(t.name)}),a("div",{children:[a("h1",{class:"ds-heading","data-size":"sm",children:u(`request-title-${n}`,{name:t.name})}),a("p",{class:"quiet",children:[a("bdi",{class:"ltr",children:t.domain})," · ",r]})]})]})}function ni(e){return u(`door-${e.replaceAll("_","-")}`)}function kw(e){let{session:t}=e,{body:n}=t.statement,[o,...r]=t.contents,i=r.length===0,s=ot(n),c=i?s.documents?.[0]?.document_name:void 0,d=n.door==="native"?void 0:ni(n.door);return a(C,{children:[s.payment!==void 0&&a("section",{class:"payment",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("request-pay")}),a("p",{class:"amount",children:a("bdi",{children:zn(s.payment)})}),a("p",{class:"tight",children:[u("request-payee")," ",a(te,{lang:n.display.language,children:s.payment.payee})]})]}),a("dl",{class:"facts",children:[n.purpose==="authentication"&&a(Ze,{name:u("request-purpose"),children:u("request-purpose-authentication",{domain:s.domain})}),c!==void 0&&a(Ze,{name:u("request-document"),children:a("strong",{children:a(te,{children:c})})}),s.text!==void 0&&a(Ze,{name:u("request-says"),children:a(te,{lang:n.display.language,children:s.text})}),a(Ze,{name:u("request-country"),children:Qt(n.relying_party.country)})]}),i?a(If,{...e}):a(Lf,{...e}),i&&o?.type==="text"&&a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("request-text-title")}),a("pre",{class:"letter",lang:n.display.language,dir:"auto",children:o.text})]}),d!==void 0&&a(V,{colour:"warning",title:u("request-vouched-title"),children:u("request-vouched",{door:d})}),i&&(o?.type==="digest"||o?.type==="heard_digest")&&!ti(t,0)&&a(V,{colour:"warning",title:u("request-digest-only-title"),children:u("request-digest-only")})]})}function xw({until:e,now:t}){let[n,o]=xe(e-t());De(()=>{let i=setInterval(()=>o(e-t()),15e3);return()=>clearInterval(i)},[e]);let r=Math.round(n/60);return a("p",{class:"ds-paragraph quiet",children:r<1?u("request-left-little"):u("request-left-minutes",{minutes:r})})}function _w({session:e}){let{body:t,sha256:n}=e.statement,[o,...r]=ot(t).documents??[];return a(hn,{title:u("request-more"),facts:[[u("request-digest"),o?.document_sha256===void 0||r.length>0?void 0:Xs(o.document_sha256)],[u("detail-relying-party"),t.relying_party.id],[u("detail-certificate-of-asker"),t.relying_party.certificate_sha256],[u("detail-signed-digest"),e.digests.map(ie).join(" ")],[u("detail-request"),t.request_sha256],[u("detail-statement"),n],[u("detail-session"),t.session],[u("detail-until"),pn(t.expires_at)]]})}var Sw={signed:"success","logged-in":"info",done:"success",refused:"neutral","not-me":"danger","wrong-code":"danger",expired:"neutral",cancelled:"neutral",failed:"warning",open:"info"};function Ew({statement:{body:e},state:t,problem:n}){switch(t){case"completed":return e.door==="own"?"done":e.purpose==="signature"?"signed":"logged-in";case"refused":return n==="not-mine"?"not-me":n==="wrong-code"?"wrong-code":"refused";case"expired":case"cancelled":case"failed":return t;default:return"open"}}function zf({statement:{body:e}}){return e.door==="own"?void 0:ot(e)}function Pw({past:e}){let{body:t}=e.statement;if(t.door==="own")return a("span",{class:"quiet",children:Zs(t.sign.deed)});let[n,...o]=ot(t).documents??[];return a("span",{class:"quiet",children:[n?.document_name===void 0?u(`purpose-${t.purpose}`):a(te,{children:n.document_name}),o.length>0&&` ${u("home-more",{count:o.length})}`]})}function Uf({past:e}){let t=Ew(e);return a("span",{class:"ds-tag","data-color":Sw[t],children:u(`outcome-${t}`)})}function Mf({app:e,isBusy:t,hasFailed:n,back:o}){let{asked:r}=e;return a(M,{id:"history",bar:a(F,{title:u("phone-name"),back:o}),children:[a(G,{children:u("history-title")}),a(D,{children:u("history-lead")}),r!==void 0&&r.unacceptable>0&&a(V,{colour:"danger",title:u("history-unacceptable-title",{count:r.unacceptable}),isLive:!0,children:u("history-unacceptable")}),r!==void 0&&r.entries.length===0&&r.unacceptable===0&&a("p",{class:"ds-paragraph quiet",children:u("history-empty")}),r!==void 0&&r.entries.length>0&&a("ul",{class:"list",children:r.entries.map(i=>a(Tw,{app:e,past:i},i.statement.body.session))}),t&&a(Qe,{children:u("history-loading")}),n&&a(C,{children:[a(V,{colour:"warning",title:u("history-failed-title"),isLive:!0,children:u("history-failed")}),a(E,{kind:"secondary",onClick:()=>{r===void 0?Qr(e):ei(e)},children:u("result-try-again")})]}),!t&&!n&&r?.next!==void 0&&a(E,{kind:"secondary",onClick:()=>{ei(e)},children:u("history-more")}),a(D,{isQuiet:!0,children:u("history-missing")})]})}function Tw({app:e,past:t}){let{body:n}=t.statement,o=zf(t)?.name??u("history-own");return a("li",{children:[a("span",{children:[a("strong",{children:a(te,{children:o})}),a("br",{}),a(Pw,{past:t}),a("br",{}),a("time",{class:"quiet",dateTime:pn(n.issued_at),children:Ve(n.issued_at,e.now())})]}),a(Uf,{past:t}),a(E,{kind:"tertiary",label:`${u("home-look")}: ${o}, ${Ve(n.issued_at,e.now())}`,onClick:()=>e.show({name:"past",past:t}),children:u("home-look")})]})}function Kf({app:e,view:{past:t,saving:n},keep:o,back:r}){let{body:i,sha256:s}=t.statement,c=zf(t);return a(M,{id:"past",bar:a(F,{title:u("phone-name"),back:r}),actions:a(E,{kind:"secondary",isBusy:n==="busy",onClick:o,children:u("past-save")}),children:[a(G,{children:a(te,{children:c?.name??u("history-own")})}),a("p",{children:a(Uf,{past:t})}),n!==void 0&&n!=="busy"&&a(V,{colour:n==="saved"?"success":"warning",title:u(`past-${n}-title`),isLive:!0,children:u(`past-${n}`)}),a("dl",{class:"facts",children:[i.door!=="own"&&a(Ze,{name:u("past-asker"),children:[a("bdi",{class:"ltr",children:i.relying_party.domain}),", ",Qt(i.relying_party.country)," ·"," ",i.door==="native"?u("request-signed-by"):u("request-vouched-by",{door:ni(i.door)})]}),a(Ze,{name:u("past-for"),children:i.door==="own"?Zs(i.sign.deed):u(`purpose-${i.purpose}`)}),c?.payment!==void 0&&a(Ze,{name:u("request-pay"),children:[a("bdi",{children:zn(c.payment)}),", ",a(te,{children:c.payment.payee})]}),c?.text!==void 0&&a(Ze,{name:u("request-says"),children:a(te,{lang:i.door==="own"?void 0:i.display.language,children:c.text})}),(c?.documents??[]).map(({document_name:d},l)=>d===void 0?null:a(Ze,{name:u("request-document"),children:a(te,{children:d})},l)),a(Ze,{name:u("past-phone"),children:i.device===e.open.identity.device?u("keys-this"):t.phone===void 0?u("past-other-phone"):a(te,{children:t.phone})}),a(Ze,{name:u("past-asked"),children:Ve(i.issued_at,e.now())}),t.endedAt!==void 0&&a(Ze,{name:u("past-ended"),children:Ve(t.endedAt,e.now())})]}),a(D,{isQuiet:!0,children:u("past-save-text")}),a(hn,{title:u("details-for-specialists"),facts:[[u("detail-session"),i.session],[u("detail-request"),i.request_sha256],[u("detail-statement"),s],[u("past-receipt"),t.receipt?.sha256],[u("past-certificate"),i.certificate_sha256],[u("past-device"),i.device]]})]})}var Ow="/qr-decoder.js";function vo(){return navigator.mediaDevices?.getUserMedia!==void 0}async function*Ff(e,t){let n=await navigator.mediaDevices.getUserMedia({video:{facingMode:"environment"},audio:!1});try{let o=await import(Ow);for(e.srcObject=n,await e.play();!t.aborted;){let r=o.read(Aw(e));r!==void 0&&(yield r),await new Promise(i=>setTimeout(i,150))}}finally{for(let o of n.getTracks())o.stop()}}function Aw(e){let t=Math.min(1,640/Math.max(e.videoWidth,e.videoHeight)),n=document.createElement("canvas");[n.width,n.height]=[Math.round(e.videoWidth*t),Math.round(e.videoHeight*t)];let o=n.getContext("2d",{willReadFrequently:!0});if(o===null)throw new Error("this browser gives no picture of its camera");return o.drawImage(e,0,0,n.width,n.height),o.getImageData(0,0,n.width,n.height)}var Rw={signed:"success","logged-in":"info",refused:"neutral","not-me":"danger","wrong-code":"danger"};function Hf({app:e,look:t,redraw:n}){let{certificates:o}=e.open.identity,r=Math.min(o.authentication.notAfter,o.signature.notAfter),i=r<e.now(),s=Qt(e.open.acceptedKeyList.body.country);return a(M,{id:"home",bar:a(po,{title:s,redraw:n}),actions:vo()?a(E,{kind:"secondary",onClick:()=>e.show({name:"scan-link"}),children:u("link-scan")}):void 0,children:[a("section",{class:"ds-card stack","data-variant":"tinted",children:[a(G,{children:a(te,{children:Fn(o.authentication)})}),a("p",{class:"ds-paragraph",children:u(i?"home-ended":"home-lead",{until:dt(r)})})]}),e.kept!==void 0&&go(e.kept)&&a(V,{colour:"info",title:u("keys-frozen-title"),isLive:!0,children:u("keys-frozen")}),a(sf,{app:e}),a(Cw,{app:e}),a(Bw,{app:e,look:t}),a(ul,{app:e}),a(qw,{app:e}),a("section",{class:"stack",children:[a("h2",{class:"ds-heading","data-size":"xs",children:u("home-past-title")}),a($w,{past:e.open.state.past,now:e.now()})]})]})}function qw({app:e}){return a("nav",{class:"stack","aria-labelledby":"mine",children:[a("h2",{class:"ds-heading","data-size":"xs",id:"mine",children:u("mine-title")}),a(E,{kind:"secondary",onClick:()=>{Qr(e)},children:u("history-title")}),a(E,{kind:"secondary",onClick:()=>{Nt(e)},children:u("keys-title")}),a(E,{kind:"secondary",onClick:()=>e.show({name:"certificates"}),children:u("home-certificates")})]})}function Cw({app:{troubles:e,isKept:t}}){return a(C,{children:[e.isOffline&&a(V,{colour:"warning",title:u("home-offline-title"),isLive:!0,children:u("home-offline")}),e.hasWrongClock&&a(V,{colour:"danger",title:u("home-clock-title"),isLive:!0,children:u("home-clock")}),e.unacceptable>0&&a(V,{colour:"danger",title:u("home-unacceptable-title"),isLive:!0,children:u("home-unacceptable")}),!t&&a(V,{colour:"info",title:u("home-keep-title"),children:u("home-keep")})]})}function Bw({app:e,look:t}){let{waiting:n,troubles:o}=e;return n.length===0?o.isOffline||o.hasWrongClock?null:a(V,{colour:"success",title:u("home-nothing-title"),isLive:!0,children:u("home-nothing")}):a("section",{role:"status",children:[a("h2",{class:"ds-heading","data-size":"xs",children:u("home-waiting-title",{count:n.length})}),a("ul",{class:"list",children:n.map(r=>{let{body:i}=r.statement,s=ot(i),[c,...d]=s.documents??[];return a("li",{children:[a("span",{children:[a("strong",{children:a(te,{children:s.name})}),a("br",{}),a(Vf,{name:c?.document_name,more:d.length,purpose:i.purpose})]}),a(E,{label:`${u("home-look")}: ${s.name}`,onClick:()=>t(r),children:u("home-look")})]},i.session)})})]})}function Vf({name:e,more:t,purpose:n}){return a("span",{class:"quiet",children:[e===void 0?u(`purpose-${n}`):a(te,{children:e}),t>0&&` ${u("home-more",{count:t})}`]})}function $w({past:e,now:t}){return e.length===0?a("p",{class:"ds-paragraph quiet tight",children:u("home-past-empty")}):a("ul",{class:"list",children:e.map(n=>a("li",{children:[a("span",{children:[a("strong",{children:a(te,{children:n.name})}),a("br",{}),a(Vf,{name:n.document,more:n.more??0,purpose:n.purpose})]}),a("span",{class:"ds-tag","data-color":Rw[n.outcome],children:u(`outcome-${n.outcome}`)}),a("time",{class:"quiet",dateTime:new Date(n.at*1e3).toISOString(),children:Ve(n.at,t)})]},`${n.at} ${n.name}`))})}function Wf({isBusy:e,hasFailed:t,back:n,protect:o,without:r}){return a(M,{id:"protect",bar:a(F,{title:u("phone-name"),back:n}),actions:a(C,{children:[a(E,{isBusy:e,onClick:o,children:u("protect-with")}),a(E,{kind:"secondary",isBusy:e,onClick:r,children:u("protect-without")})]}),children:[a(G,{children:u("protect-title")}),t&&a(V,{colour:"warning",title:u("protect-failed-title"),isLive:!0,children:u("protect-failed")}),a(D,{children:u("protect-lead")}),a(D,{children:u("protect-lost")}),a(D,{isQuiet:!0,children:u("protect-pins")}),e&&a("p",{role:"status",children:u("protect-wait")})]})}function Gf({session:e,at:t,found:n,again:o,back:r,isShown:i}){let s=Js(e,t),c=n?.type==="unreached";return a(M,{id:`read-${n?.type??"waiting"}`,bar:a(F,{title:u("read-title"),back:r}),actions:a(C,{children:[c&&a(E,{onClick:o,children:u("result-try-again")}),a(E,{kind:c?"secondary":"primary",onClick:r,children:u("read-back")})]}),children:[a(G,{size:"xs",children:a(te,{children:s})}),a(Lw,{found:n,name:s,lang:e.statement.body.display.language,isShown:i})]})}function Lw({found:e,name:t,lang:n,isShown:o}){switch(e?.type){case void 0:return a(Qe,{children:u("read-waiting")});case"unreached":return a(V,{colour:"warning",title:u("read-unreached-title"),isLive:!0,children:u("read-unreached")});case"differs":return a(V,{colour:"danger",title:u("read-differs-title"),isLive:!0,children:u("read-differs")});case"text":return a(C,{children:[a(Qs,{}),a("pre",{class:"letter",lang:n,dir:"auto",children:e.text})]});case"pdf":return a(C,{children:[a(Qs,{}),a(Nw,{file:e.file,name:t,isShown:o}),a(jf,{file:e.file,name:t,type:"application/pdf"})]});case"other":return a(C,{children:[a(Qs,{}),a("p",{class:"ds-paragraph",children:u("read-other")}),a(jf,{file:e.file,name:t,type:"application/octet-stream",taken:o})]})}}function Qs(){return a("p",{class:"ds-paragraph quiet",children:u("read-exact")})}function Nw({file:e,name:t,isShown:n}){let o=ze(null),[r,i]=xe(!1);return De(()=>{let s=Ns("/reader.html");return s.title=t,s.style.cssText="inline-size: 100%; block-size: 70vh; border: 0; display: block;",s.addEventListener("load",()=>{let c=e.slice().buffer,d=Is(s,{file:c,lang:fn(),page:u("read-page")},[c]);d.onmessage=({data:l})=>l==="shown"?n():i(!0)}),o.current?.append(s),()=>s.remove()},[e]),a(C,{children:[r&&a(V,{colour:"warning",title:u("read-broken-title"),isLive:!0,children:u("read-other")}),a("div",{ref:o})]})}function jf({file:e,name:t,type:n,taken:o}){return a(E,{kind:"secondary",onClick:()=>{Xr(e,t,n),o?.()},children:u("read-save")})}var Iw={signed:"success","logged-in":"success",refused:"info","not-me":"info","wrong-code":"info",late:"warning",gone:"warning",elsewhere:"danger",unsure:"warning",offline:"warning","lock-shut":"warning",locked:"danger",many:"danger",failed:"danger"};function Yf({result:e,app:t,again:n,freeze:o,done:r}){let{ending:i,session:s}=e,c=s.statement.body.expires_at<=t.now(),d=Sr(t.open,s.statement.body.session)!==void 0,l=i==="not-me"||i==="elsewhere"||i==="wrong-code";return a(M,{id:`result-${i}`,bar:a(F,{title:u("phone-name")}),actions:(i==="offline"||i==="lock-shut")&&!c?a(C,{children:[a(E,{onClick:n,children:u("result-try-again")}),a(E,{kind:"secondary",onClick:r,children:u("result-done")})]}):a(C,{children:[d&&a(E,{onClick:()=>Ls(t,s),children:u("link-back",{domain:s.statement.body.relying_party.domain})}),a(E,{kind:d?"secondary":"primary",onClick:r,children:u("result-done")}),l&&a(E,{kind:"secondary",colour:"danger",onClick:o,children:u("keys-freeze")})]}),children:[a("div",{class:"ds-alert","data-color":Iw[i],children:[a("h1",{class:"ds-heading","data-size":"xs",children:u(`result-${i}-title`)}),a("p",{class:"ds-paragraph",children:Dw(e,t)}),e.reason!==void 0&&a("p",{class:"ds-paragraph",children:a(te,{lang:"en",children:e.reason})})]}),l&&a(D,{children:u("result-freeze")}),e.wrongPins!==void 0&&a(zw,{wrongPins:e.wrongPins})]})}function Dw({ending:e,session:t,reason:n,until:o},r){let{name:i}=t.statement.body.relying_party;return e==="failed"?n===void 0?u("result-failed-plain"):u("result-failed"):e==="locked"?u("result-locked",{until:o===void 0?"":Ve(o,r.now())}):u(`result-${e}`,{name:i})}function zw({wrongPins:e}){return a(C,{children:An.map(t=>{let{since_last_use:n,last_30_days:o}=e[t];return n===0?null:a(V,{colour:"warning",title:u("result-wrong-pins",{count:n,pin:u(`pin-${t}`)}),children:u("result-wrong-pins-month",{count:o})},t)})})}function Zf({why:e,act:t}){let n=e==="tab"?"halted-tab-take":"halted-again";return a(M,{id:`halted-${e}`,bar:a(F,{title:u("phone-name")}),actions:t===void 0?void 0:a(E,{onClick:t,children:u(n)}),children:[a("h1",{class:"ds-heading","data-size":"sm",children:u(`halted-${e}-title`)}),a(D,{children:u(`halted-${e}`)})]})}function ea({isLink:e,take:t,enterLine:n,back:o}){let r=ze(null),[i,s]=xe("asking"),[c,d]=xe(0);De(()=>{let{current:h}=r;if(h===null)return;let p=new AbortController;return h.onplaying=()=>s("looking"),(async()=>{for await(let v of Ff(h,p.signal)){if(p.signal.aborted||t(v))return;s("other")}})().catch(()=>{p.signal.aborted||s("refused")}),()=>p.abort()},[c]);let l=()=>{s("asking"),d(c+1)},f=e?"link-scan":"scan",m=n!==void 0&&a(E,{kind:i==="refused"?"primary":"secondary",onClick:n,children:u("start-enter")});return a(M,{id:i==="refused"?`${f}-refused`:f,bar:a(F,{title:u("phone-name"),back:o}),actions:a(C,{children:[m,i==="refused"&&a(E,{kind:"secondary",onClick:l,children:u("scan-again")})]}),children:[a(G,{children:u(i==="refused"?"scan-refused-title":e?"link-scan-title":"scan-title")}),i==="refused"?a(D,{children:u(e?"link-scan-refused":"scan-refused")}):a(D,{children:u(e?"link-scan-lead":"scan-lead")}),a("p",{class:"ds-paragraph",role:"status",hidden:i!=="asking",children:i==="asking"?u("scan-asking"):""}),i==="other"&&a(V,{colour:"warning",title:u("scan-other-title"),isLive:!0,children:u(e?"link-scan-other":"scan-other")}),a("video",{class:"camera",ref:r,hidden:i==="refused",muted:!0,playsInline:!0,"aria-label":u("scan-picture")})]})}function Jf({scan:e,enterCode:t,enterLine:n,redraw:o}){return a(M,{id:"start",bar:a(po,{title:u("phone-name"),redraw:o}),actions:a(C,{children:[vo()&&a(E,{onClick:e,children:u("start-scan")}),a(E,{kind:vo()?"secondary":"primary",onClick:t,children:u("start-code")}),a(E,{kind:"tertiary",onClick:n,children:u("start-enter")})]}),children:[a(G,{children:u("start-title")}),a(D,{children:u("start-lead")}),a(D,{children:u("start-needs")}),a(D,{isQuiet:!0,children:u("start-once")})]})}function Xf({problem:e,back:t,take:n}){let o=ze(null),r=ze(null);De(()=>{e!==void 0&&r.current?.focus()},[e]);let i=c=>{c.preventDefault(),n(o.current?.value??"")},s=c=>{c.preventDefault(),o.current?.focus()};return a(M,{id:"activation",bar:a(F,{title:u("phone-name"),back:t}),actions:a("button",{class:"ds-button",type:"submit",form:"line",children:u("activation-continue")}),children:[e!==void 0&&a("div",{class:"ds-error-summary",ref:r,tabIndex:-1,children:[a("h2",{class:"ds-heading","data-size":"2xs",children:u("errors-title")}),a("ul",{class:"ds-list",children:a("li",{children:a("a",{class:"ds-link","data-color":"neutral",href:"#activation",onClick:s,children:u(e)})})})]}),a(G,{children:u("activation-title")}),a("form",{id:"line",noValidate:!0,onSubmit:i,children:a("div",{class:"ds-field",children:[a("label",{class:"ds-label",for:"activation","data-weight":"medium",children:u("activation-label")}),a("p",{"data-field":"description",id:"activation-help",children:u("activation-help")}),a("textarea",{class:"ds-input ltr",id:"activation",ref:o,rows:6,dir:"ltr",autocomplete:"off",autocapitalize:"none",spellcheck:!1,"aria-invalid":e!==void 0||void 0,"aria-describedby":e===void 0?"activation-help":"activation-help activation-problem"}),e!==void 0&&a("p",{class:"ds-validation-message","data-color":"danger",id:"activation-problem",children:u(e)})]})})]})}function Qf({activation:e,begin:t,redraw:n}){return a(M,{id:"activation-found",bar:a(po,{title:u("phone-name"),redraw:n}),actions:a(E,{onClick:t,children:u("activation-begin")}),children:[a(G,{children:u("activation-found-title")}),a(D,{children:u("activation-found",{host:new URL(e.baseUrl).host})}),a(D,{isQuiet:!0,children:u("start-needs")})]})}function ep({app:e,redraw:t,take:n}){let{view:o}=e,r=()=>e.show({name:"home"});switch(o.name){case"opening":return a(M,{id:"opening",bar:a(F,{title:u("phone-name")}),children:a(Qe,{children:u("phone-opening")})});case"start":return a(Jf,{scan:()=>e.show({name:"scan"}),enterCode:()=>e.show({name:"code"}),enterLine:()=>e.show({name:"activation"}),redraw:t});case"scan":return a(ea,{isLink:!1,take:i=>qs(e,i),enterLine:()=>e.show({name:"activation"}),back:()=>e.show({name:"start"})});case"activation":return a(Xf,{problem:o.problem,back:()=>e.show({name:"start"}),take:i=>Dr(e,i)});case"code":return a(kf,{problem:o.problem,isBusy:o.isBusy===!0,back:()=>e.show({name:"start"}),enterLine:()=>e.show({name:"activation"}),take:i=>{hl(e,i)}});case"activation-found":return a(Qf,{activation:o.activation,begin:()=>Cs(e,o.activation),redraw:t});case"choose":return a(Fw,{app:e,view:o});case"protect":{let{activation:i,pins:s}=o,c=()=>{for(let d of Object.values(s))d.fill(0);e.show({name:"activation-found",activation:i})};return a(Wf,{isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:c,protect:()=>{yl(e,i,s)},without:()=>{zr(e,i,s)}})}case"making":return a(xf,{failed:o.failed,again:()=>{gl(e)},fromLink:i=>e.show({name:"activation-found",activation:i}),startOver:()=>{Bs(e)}});case"enrolled":return a(_f,{enrolled:o.enrolled,comparison:o.comparison,done:r});case"home":return a(Hf,{app:e,look:i=>Mn(e,i),redraw:t});case"scan-link":return a(ea,{isLink:!0,take:i=>Mr(e,i),back:r});case"link":return a(_l,{view:o,app:e});case"keys":return a(yf,{app:e,isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:r});case"change-pin":return a(mf,{app:e,view:o,back:()=>e.show({name:"keys"})});case"add-phone":return a(rf,{app:e,view:o,back:()=>{Nt(e)}});case"history":return a(Mf,{app:e,isBusy:o.isBusy===!0,hasFailed:o.hasFailed===!0,back:r});case"past":return a(Kf,{app:e,view:o,keep:()=>{Cf(e,o.past)},back:()=>e.show({name:"history"})});case"wishing":return a(wf,{});case"grant":{let{wish:i,given:s={}}=o;return a(bf,{app:e,wish:i,isBusy:o.isBusy===!0,wrong:o.wrong,back:()=>Uw(e,s),enter:c=>{ef(e,i,c,s)}})}case"done":return a(vf,{app:e,view:o,again:()=>Mw(e,o.deed),back:()=>{Nt(e)}});case"certificates":return a(af,{app:e,back:r});case"request":{let i=Qt(e.open.acceptedKeyList.body.country),{session:s}=o,{choice:c,differs:d}=e.choiceOf(s);return a(Df,{session:s,choice:c,differs:d,open:l=>{$s(e,s,l)},strike:(l,f)=>e.strike(s,l,f),title:i,isBusy:o.isBusy===!0,now:()=>e.now(),later:r,goOn:()=>e.show({name:"pin",session:s}),refuse:l=>{bl(e,s,l)}})}case"read":{let{session:i,at:s}=o;return a(Gf,{app:e,session:i,at:s,found:o.found,again:()=>{$s(e,i,s)},back:()=>e.show({name:"request",session:i}),isShown:()=>e.noteRead(i,s,!0)})}case"pin":{let{session:i}=o,{signed:s}=e.choiceOf(i).choice,c=s.length===1?void 0:s.filter(Boolean).length;return a(gf,{session:i,count:c,hasLock:e.open.state.lock!==void 0,isBusy:o.isBusy===!0,wrong:o.wrong,back:()=>e.show({name:"request",session:i}),enter:d=>{vl(e,i,d)}})}case"result":return a(Yf,{result:o,app:e,freeze:()=>{lt(e,{type:"freeze"})},again:()=>e.show({name:"request",session:o.session}),done:r});case"halted":return a(Zf,{why:o.why,act:Kw(o.why,n,()=>{Bs(e)})})}}function Uw(e,{newPin:t,activation:n}){t?.wrapPart.fill(0),n?.secret.fill(0),e.show({name:"keys"})}function Mw(e,t){if(t.type==="change_pin")return Ws(e,t.purpose);if(t.type==="activate")return void Wr(e);lt(e,t)}function Kw(e,t,n){return e==="tab"?t:["blocked","ended","copied","exhausted"].includes(e)?n:void 0}function Fw({app:e,view:t}){let{activation:n,purpose:o,before:r,first:i}=t,s=r===void 0?{}:{before:r},c=()=>{for(let d of[i,r])d?.fill(0);e.show({name:"activation-found",activation:n})};return i===void 0?a(Gr,{purpose:o,before:r,differs:t.differs===!0,back:c,chosen:d=>e.show({name:"choose",activation:n,purpose:o,first:d,...s})},o):a(Yr,{purpose:o,first:i,back:c,done:d=>ml(e,n,o,i,r,d)},`${o} again`)}var Hw=3e4,Vw=5e3,Ww=6e4,oi=class{constructor(t){this.milliseconds=t}milliseconds;parts;of;began=0;deafUntil=0;text="";async hears(t,n,o){if(this.of!==t)return this.close(),this.of=t,!0;if(this.milliseconds()<this.deafUntil)return!1;for(this.parts??=await this.open(t,n);;){let{done:r,value:i}=await this.parts.next();if(r===!0)return this.ended(n);this.text+=i;let s=this.text.split(`

`);if(this.text=s.pop()??"",!t.isNew&&t.state.answered.some(({outstanding:d})=>d!==void 0)||!o()||s.includes("data: waits"))return!0}}close(){this.parts?.return?.(),[this.parts,this.text]=[void 0,""]}async open(t,n){this.began=this.milliseconds();let o=[...t.known.keys()].slice(-Ln),r=await ao(t.identity.device,t.now(),0,o,t.sign),i={baseUrl:t.state.baseUrl,path:"/v1/phone/events",body:r,patience:Hw,signal:n};return t.environment.events(i)[Symbol.asyncIterator]()}ended({aborted:t}){this.close();let n=this.milliseconds(),o=!t&&n-this.began<Vw;return o&&(this.deafUntil=n+Ww),!o}};var jw=25,Gw=3e4,ko=1e3,Yw=6e5,Zw=4e3;async function np(e){let t=new oi(()=>performance.now()),n=ko;for(;;){await rp();let{phone:o}=e;if(o?.enrolled===void 0||e.view.name==="halted"){await ri(ko);continue}try{await Jw(e,o,t),n=ko}catch(r){if(e.phone!==o||document.hidden)continue;if(at(r)){yt(e,r);continue}e.update({troubles:{isOffline:r instanceof he,hasWrongClock:eo(r)===U.pollTimes}}),await Promise.race([ri(n),tb()]),n=Math.min(2*n,Gw)}}}async function Jw(e,t,n){let o=Date.now(),r=e.troubles.isOffline||e.troubles.hasWrongClock;await gs(t);let i=nb(),s=r||await n.hears(t,i,()=>e.phone===t);await gs(t);let{sessions:c,unacceptable:d}=await Pr(t,s?0:jw,i);if(e.phone!==t)return;let l=c.length>0?0:e.troubles.unacceptable+d.length;e.update({troubles:{isOffline:!1,hasWrongClock:!1,unacceptable:l}}),Xw(e,c),au().catch(()=>{}),(e.askedAt===void 0||o-e.askedAt>Yw)&&(e.askedAt=o,wo(e)),c.length===0&&!r&&Date.now()-o<ko&&await ri(ko)}function Xw(e,t){if(t.length===0)return;e.update({waiting:[...e.waiting,...t]});let[n,...o]=e.waiting;e.view.name==="home"&&n!==void 0&&o.length===0&&Mn(e,n)}async function op(e){for(;;){await ri(Zw),await rp();for(let i of e.waiting)tp(e,i)&&!Qw(e,i)&&Ur(e,i);let{view:t}=e;if(!(t.name==="read"||(t.name==="request"||t.name==="pin")&&t.isBusy!==!0))continue;let{session:o}=t,r=tp(e,o)?"late":await eb(e,o)?"gone":void 0;r===void 0||e.view!==t||(Ur(e,o),e.show({name:"result",session:o,ending:r}))}}function tp(e,{statement:t}){return t.body.expires_at<=e.now()}function Qw({view:e},t){return"session"in e&&e.session===t}async function eb(e,{statement:t}){try{return!await Wd(e.open,t.body.session)}catch{return!1}}function ri(e){return new Promise(t=>setTimeout(t,e))}function tb(){return new Promise(e=>{addEventListener("online",()=>e(),{once:!0})})}function rp(){return document.hidden?new Promise(e=>{document.addEventListener("visibilitychange",()=>e(),{once:!0})}):Promise.resolve()}function nb(){let e=new AbortController;return document.addEventListener("visibilitychange",()=>e.abort(),{once:!0}),e.signal}var ob="greatseal-phone",ta="phone",na="state";async function sp(){let e=indexedDB.open(ob,1);e.onupgradeneeded=()=>e.result.createObjectStore(ta);let t=await ip(e,"opened"),n=o=>{let r=t.transaction(ta,o,{durability:"strict"});return{store:r.objectStore(ta),committed:ib(r)}};return{async read(){let{store:o,committed:r}=n("readonly"),i=await ip(o.get(na),"read");if(await r,i!==void 0){if(!rb(i))throw new Pn("the phone's state is of another version");return i}},async write(o){let{store:r,committed:i}=n("readwrite");r.put(o,na),await i},async clear(){let{store:o,committed:r}=n("readwrite");o.delete(na),await r}}}function rb(e){return typeof e=="object"&&e!==null&&"version"in e&&e.version===1}function ip(e,t){return new Promise((n,o)=>{e.onsuccess=()=>n(e.result),e.onerror=()=>o(new Pn(`the phone's state cannot be ${t}: ${e.error?.name??"unknown"}`))})}function ib(e){return new Promise((t,n)=>{let o=()=>n(new Pn(`the phone's state cannot be kept: ${e.error?.name??"unknown"}`));e.oncomplete=()=>t(),e.onerror=o,e.onabort=o})}var dp=32,sb=[-7,-257],up={async isThere(){return!("PublicKeyCredential"in self)||/^[0-9.]+$|^\[/.test(location.hostname)?!1:(await PublicKeyCredential.getClientCapabilities?.())?.["extension:prf"]===!0&&await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()},async make(e){let t=qe(dp),n=await ap(navigator.credentials.create({publicKey:{rp:{name:e},user:{id:qe(16),name:e,displayName:e},challenge:qe(32),pubKeyCredParams:sb.map(i=>({type:"public-key",alg:i})),authenticatorSelection:{authenticatorAttachment:"platform",residentKey:"required",userVerification:"required"},extensions:{prf:{eval:{first:t}}}}})),{prf:o}=n.getClientExtensionResults();if(o?.enabled!==!0)throw new mt("the authenticator keeps no secrets");let r={credential:new Uint8Array(n.rawId),input:t};return{lock:r,secret:o.results===void 0?await this.secretOf(r):cp(o.results)}},async secretOf({credential:e,input:t}){let n=await ap(navigator.credentials.get({publicKey:{challenge:qe(32),allowCredentials:[{type:"public-key",id:e}],userVerification:"required",extensions:{prf:{eval:{first:t}}}}}));return cp(n.getClientExtensionResults().prf?.results)}};async function ap(e){let t=await e.catch(n=>{throw new mt(`the lock was not opened: ${n instanceof Error?n.name:"unknown"}`)});if(!(t instanceof PublicKeyCredential))throw new mt("the lock gave no credential");return t}function cp(e){let t=e?.first;if(!(t instanceof ArrayBuffer)||t.byteLength!==dp)throw new mt("the authenticator gave no secret");return new Uint8Array(t)}var ab="greatseal-phone";function lp(e){return new Promise(t=>{let n=()=>{},o=new Promise(s=>{n=s}),r=e?{steal:!0}:{ifAvailable:!0};navigator.locks.request(ab,r,s=>(t(s===null?void 0:{lost:o}),s===null?void 0:new Promise(()=>{}))).catch(n)})}var cb=1e3,le=new kr;function ra(){let e=document.getElementById("phone");e!==null&&(pl(),wa(a(ep,{app:le,redraw:ra,take:()=>{fp(!0)}}),e))}function db(){return isSecureContext&&"subtle"in crypto&&"locks"in navigator&&"indexedDB"in self&&"any"in AbortSignal&&"DisplayNames"in Intl}async function fp(e){let t=await lp(e);if(t===void 0)return le.show({name:"halted",why:"tab"});lb(t);let n;try{n=await sp()}catch{return le.show({name:"halted",why:"storage"})}try{le.phone=await fr.open({door:bc,events:vc,storage:n,deviceLock:up,address:wc,fetching:xl,now:()=>le.now(),pause:cb})}catch{return le.show({name:"halted",why:"damaged"})}le.update({waiting:[]}),oa(),Ir(le),navigator.storage?.persist?.().then(o=>le.update({isKept:o}))}function oa(){let e=ub();if(e!==void 0&&Ds(e)&&le.phone?.hasOutstandingEnrolment!==!0){Mr(le,e)||le.show({name:"link",failure:{why:"wrong"}});return}if(le.phone?.enrolled!==void 0)return le.show({name:"home"});if(le.phone?.hasOutstandingEnrolment===!0)return le.show({name:"making",failed:{why:"unreachable"}});if(e!==void 0)return Dr(le,e);le.show({name:"start"})}function ub(){let e=location.hash.slice(1);if(e!=="")return history.replaceState(null,"",location.pathname),e}async function lb(e){await e.lost,le.phone=void 0,le.show({name:"halted",why:"tab"})}async function fb(){let e=window.trustedTypes?.createPolicy("worker",{createScriptURL:()=>"/service-worker.js"}),t=e===void 0?"/service-worker.js":e.createScriptURL("");await navigator.serviceWorker?.register(t,{updateViaCache:"none"})}document.addEventListener("securitypolicyviolation",({effectiveDirective:e})=>{e==="connect-src"&&(le.isForbidden=!0)});await zu();$r(Ku());le.whenChanged(ra);document.getElementById("phone")?.replaceChildren();ra();db()?(fp(!1),np(le),op(le)):le.show({name:"halted",why:"old"});addEventListener("hashchange",()=>{if(Ds(location.hash.slice(1))&&["home","start","link","scan-link","result"].includes(le.view.name))return oa();le.phone?.isNew===!0&&["start","scan","code","activation","activation-found"].includes(le.view.name)&&oa()});fb().catch(()=>{});
